-- Earlier versions of the rules of a bank, in order.
CREATE INDEX point_rules_of_community ON point_rules (community_id, id);
