"""Pages to watch a demo by."""
