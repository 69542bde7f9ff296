"""What to watch next: a person's taste and interest, the ranked list, and the reasons for it."""
