"""What has been paid on a document, and by which transfer."""
