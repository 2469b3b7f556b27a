"""Methods of the innovation pack: bursts, counts of patents, frontiers."""
