-- Who came to a duty point, in order.
CREATE INDEX duty_check_ins_of_point ON duty_check_ins (duty_point_id, id);
