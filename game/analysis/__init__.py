"""Every possible agreement, exactly: what each is worth to each delegation, and who accepts it."""
