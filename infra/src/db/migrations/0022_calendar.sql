-- Days that were imported because they are not as the rule of Monday to Friday has them. Each year that has any is here
-- whole, and counts in place of what the program itself knows of it.
CREATE TABLE calendar_days (
    day date PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('holiday', 'make_up')),
    name text NOT NULL
);
