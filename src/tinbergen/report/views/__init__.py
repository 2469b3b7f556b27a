"""What a person sees of each document, said once: blocks that every display draws."""
