"""The people behind the organization. They come with the fixture and never change."""
