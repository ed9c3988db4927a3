-- What a team has before it, and what is over, in order.
CREATE INDEX activities_of_team_by_start ON activities (team_id, first_start, id) WHERE NOT past;
CREATE INDEX activities_of_team_by_end ON activities (team_id, last_end, id);
