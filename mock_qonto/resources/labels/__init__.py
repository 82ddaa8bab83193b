"""Words the organization sorts its transactions with. They come with the fixture and never change."""
