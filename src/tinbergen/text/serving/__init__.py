"""What a served model needs besides itself: versions, keys, masks, a log, alarms."""
