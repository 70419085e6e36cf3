-- Mistakes of the caller are errors with SQLSTATE 22023 and a message in plain English.

CREATE OR REPLACE FUNCTION refuse(problem text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', problem USING ERRCODE = 'invalid_parameter_value';
END $$;
COMMENT ON FUNCTION refuse IS 'raise an error about what the caller gave';

CREATE OR REPLACE FUNCTION refuse_more_than_cap(wanted bigint) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    cap bigint := nullif(current_setting('deepgalaxy.row_cap', true), '');
BEGIN
    IF wanted > cap THEN
        PERFORM refuse(format('%s rows asked for, and this role gets at most %s at once', wanted, cap));
    END IF;
END $$;
COMMENT ON FUNCTION refuse_more_than_cap IS 'hold a role to its setting deepgalaxy.row_cap';
