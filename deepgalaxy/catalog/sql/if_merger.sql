-- Inlined by the planner: a condition with it is planned as if it were written out.

CREATE OR REPLACE FUNCTION if_merger(p_interacting real, value real) RETURNS real LANGUAGE sql IMMUTABLE
PARALLEL SAFE AS $$ SELECT CASE WHEN p_interacting < 0.5 THEN NULL ELSE value END $$;
COMMENT ON FUNCTION if_merger IS
    'value of a prediction, or null if the picture is probably no merger: p_interacting below 0.5';
