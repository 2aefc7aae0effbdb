"""Files → rows: read, recognise, check, settle, load. What a file says is told back in a receipt."""
