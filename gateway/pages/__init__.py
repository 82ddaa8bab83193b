"""What a person sees: the confirmation page and the small UI. Server-rendered, French, without JavaScript."""
