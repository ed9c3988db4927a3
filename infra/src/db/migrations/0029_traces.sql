-- The trace of what caused a job, in the form of the W3C (`traceparent`), for those who watch the program. It names nobody.
ALTER TABLE jobs ADD COLUMN trace text;
