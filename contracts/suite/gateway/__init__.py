"""What a gateway in front of Qonto must do, whatever it is written in and however it speaks."""
