"""Persian text in, clean text and an Analysis out: redact, normalise, mentions, pipeline."""
