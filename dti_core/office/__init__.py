"""What the office adds: imported batches, scenarios, progress, meetings. One module a noun; SQL is allowed here."""
