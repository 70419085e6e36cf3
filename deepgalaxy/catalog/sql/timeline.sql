-- Every image under every model: the labels of a simulated image, else what the model estimates. Of a picture that
-- is probably no merger it is not given here; table prediction keeps it.
CREATE OR REPLACE VIEW timeline_by_model AS
SELECT i.id AS image_id, d.name || '/' || i.external_id AS name, d.name AS dataset,
    i.ra_deg, i.dec_deg, i.redshift,
    coalesce(i.stage, if_merger(p.p_interacting, p.stage)) AS stage,
    coalesce(i.time_myr, if_merger(p.p_interacting, p.time_myr)) AS time_myr,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.time_lo68) END AS time_lo68,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.time_hi68) END AS time_hi68,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.time_lo90) END AS time_lo90,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.time_hi90) END AS time_hi90,
    i.stage IS NOT NULL AS labelled, p.out_of_domain, left(m.sha256, 12) AS model,
    m.id AS model_id, m.serving, p.p_interacting,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.stage_lo68) END AS stage_lo68,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.stage_hi68) END AS stage_hi68,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.stage_lo90) END AS stage_lo90,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.stage_hi90) END AS stage_hi90,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.coalescence_myr) END AS coalescence_myr,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.coalescence_lo68) END AS coalescence_lo68,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.coalescence_hi68) END AS coalescence_hi68,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.coalescence_lo90) END AS coalescence_lo90,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.coalescence_hi90) END AS coalescence_hi90,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.mass_ratio)
        WHEN i.mass_ratio > 1 THEN 1::real / i.mass_ratio ELSE i.mass_ratio END AS mass_ratio,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.mass_ratio_lo68) END AS mass_ratio_lo68,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.mass_ratio_hi68) END AS mass_ratio_hi68,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.mass_ratio_lo90) END AS mass_ratio_lo90,
    CASE WHEN i.stage IS NULL THEN if_merger(p.p_interacting, p.mass_ratio_hi90) END AS mass_ratio_hi90
FROM image i
JOIN dataset d ON d.id = i.dataset_id
LEFT JOIN model m ON true
LEFT JOIN prediction p ON p.image_id = i.id AND p.model_id = m.id;
COMMENT ON VIEW timeline_by_model IS
    'every image under every model, with its stage and time: a simulation''s label, or the model''s estimate';
COMMENT ON COLUMN timeline_by_model.image_id IS 'id of the image';
COMMENT ON COLUMN timeline_by_model.name IS 'the dataset''s name and the image''s in it, with a / between';
COMMENT ON COLUMN timeline_by_model.dataset IS 'name of the image''s dataset';
COMMENT ON COLUMN timeline_by_model.ra_deg IS 'right ascension, ICRS, degrees';
COMMENT ON COLUMN timeline_by_model.dec_deg IS 'declination, ICRS, degrees';
COMMENT ON COLUMN timeline_by_model.redshift IS 'redshift, as its source gave it';
COMMENT ON COLUMN timeline_by_model.stage IS 'merger stage, 0 (furthest apart) to 70 (virialised)';
COMMENT ON COLUMN timeline_by_model.time_myr IS 'time since first pericentre, Myr';
COMMENT ON COLUMN timeline_by_model.time_lo68 IS 'lower end of the 68 % interval of an estimated time, Myr';
COMMENT ON COLUMN timeline_by_model.time_hi68 IS 'upper end of the 68 % interval of an estimated time, Myr';
COMMENT ON COLUMN timeline_by_model.time_lo90 IS 'lower end of the 90 % interval of an estimated time, Myr';
COMMENT ON COLUMN timeline_by_model.time_hi90 IS 'upper end of the 90 % interval of an estimated time, Myr';
COMMENT ON COLUMN timeline_by_model.labelled IS
    'whether stage and time are a simulation''s own; else they are the model''s estimate';
COMMENT ON COLUMN timeline_by_model.out_of_domain IS
    'above 1 a picture is unlike those the model learnt to date; null where it does not say';
COMMENT ON COLUMN timeline_by_model.model IS 'first 12 digits of the model''s sha256';
COMMENT ON COLUMN timeline_by_model.model_id IS 'id of the model';
COMMENT ON COLUMN timeline_by_model.serving IS
    'whether the model is the one that answers where none is named';
COMMENT ON COLUMN timeline_by_model.p_interacting IS
    'probability that the picture shows an interacting pair or a merger''s remnant;'
    ' below 0.5 no stage, time, coalescence or mass ratio is given';
COMMENT ON COLUMN timeline_by_model.stage_lo68 IS 'lower end of the 68 % interval of an estimated stage';
COMMENT ON COLUMN timeline_by_model.stage_hi68 IS 'upper end of the 68 % interval of an estimated stage';
COMMENT ON COLUMN timeline_by_model.stage_lo90 IS 'lower end of the 90 % interval of an estimated stage';
COMMENT ON COLUMN timeline_by_model.stage_hi90 IS 'upper end of the 90 % interval of an estimated stage';
COMMENT ON COLUMN timeline_by_model.coalescence_myr IS
    'estimated time to coalescence, Myr, negative where it is past';
COMMENT ON COLUMN timeline_by_model.coalescence_lo68 IS
    'lower end of the 68 % interval of an estimated coalescence_myr, Myr';
COMMENT ON COLUMN timeline_by_model.coalescence_hi68 IS
    'upper end of the 68 % interval of an estimated coalescence_myr, Myr';
COMMENT ON COLUMN timeline_by_model.coalescence_lo90 IS
    'lower end of the 90 % interval of an estimated coalescence_myr, Myr';
COMMENT ON COLUMN timeline_by_model.coalescence_hi90 IS
    'upper end of the 90 % interval of an estimated coalescence_myr, Myr';
COMMENT ON COLUMN timeline_by_model.mass_ratio IS
    'mass of the lighter galaxy over that of the heavier: a simulation''s, or the model''s estimate';
COMMENT ON COLUMN timeline_by_model.mass_ratio_lo68 IS
    'lower end of the 68 % interval of an estimated mass_ratio';
COMMENT ON COLUMN timeline_by_model.mass_ratio_hi68 IS
    'upper end of the 68 % interval of an estimated mass_ratio';
COMMENT ON COLUMN timeline_by_model.mass_ratio_lo90 IS
    'lower end of the 90 % interval of an estimated mass_ratio';
COMMENT ON COLUMN timeline_by_model.mass_ratio_hi90 IS
    'upper end of the 90 % interval of an estimated mass_ratio';

CREATE OR REPLACE VIEW merger_timeline AS
SELECT image_id, name, dataset, ra_deg, dec_deg, redshift, stage, time_myr, time_lo68, time_hi68, time_lo90,
    time_hi90, labelled, out_of_domain, model, p_interacting, stage_lo68, stage_hi68, stage_lo90,
    stage_hi90, coalescence_myr, coalescence_lo68, coalescence_hi68, coalescence_lo90, coalescence_hi90,
    mass_ratio, mass_ratio_lo68, mass_ratio_hi68, mass_ratio_lo90, mass_ratio_hi90
FROM timeline_by_model WHERE serving IS NOT FALSE;
COMMENT ON VIEW merger_timeline IS
    'every image once, with its stage and time: a simulation''s label, or the serving model''s estimate';
COMMENT ON COLUMN merger_timeline.image_id IS 'id of the image';
COMMENT ON COLUMN merger_timeline.name IS 'the dataset''s name and the image''s in it, with a / between';
COMMENT ON COLUMN merger_timeline.dataset IS 'name of the image''s dataset';
COMMENT ON COLUMN merger_timeline.ra_deg IS 'right ascension, ICRS, degrees';
COMMENT ON COLUMN merger_timeline.dec_deg IS 'declination, ICRS, degrees';
COMMENT ON COLUMN merger_timeline.redshift IS 'redshift, as its source gave it';
COMMENT ON COLUMN merger_timeline.stage IS 'merger stage, 0 (furthest apart) to 70 (virialised)';
COMMENT ON COLUMN merger_timeline.time_myr IS 'time since first pericentre, Myr';
COMMENT ON COLUMN merger_timeline.time_lo68 IS 'lower end of the 68 % interval of an estimated time, Myr';
COMMENT ON COLUMN merger_timeline.time_hi68 IS 'upper end of the 68 % interval of an estimated time, Myr';
COMMENT ON COLUMN merger_timeline.time_lo90 IS 'lower end of the 90 % interval of an estimated time, Myr';
COMMENT ON COLUMN merger_timeline.time_hi90 IS 'upper end of the 90 % interval of an estimated time, Myr';
COMMENT ON COLUMN merger_timeline.labelled IS
    'whether stage and time are a simulation''s own; else they are the model''s estimate';
COMMENT ON COLUMN merger_timeline.out_of_domain IS
    'above 1 a picture is unlike those the model learnt to date; null where it does not say';
COMMENT ON COLUMN merger_timeline.model IS 'first 12 digits of the model''s sha256';
COMMENT ON COLUMN merger_timeline.p_interacting IS
    'probability that the picture shows an interacting pair or a merger''s remnant;'
    ' below 0.5 no stage, time, coalescence or mass ratio is given';
COMMENT ON COLUMN merger_timeline.stage_lo68 IS 'lower end of the 68 % interval of an estimated stage';
COMMENT ON COLUMN merger_timeline.stage_hi68 IS 'upper end of the 68 % interval of an estimated stage';
COMMENT ON COLUMN merger_timeline.stage_lo90 IS 'lower end of the 90 % interval of an estimated stage';
COMMENT ON COLUMN merger_timeline.stage_hi90 IS 'upper end of the 90 % interval of an estimated stage';
COMMENT ON COLUMN merger_timeline.coalescence_myr IS
    'estimated time to coalescence, Myr, negative where it is past';
COMMENT ON COLUMN merger_timeline.coalescence_lo68 IS
    'lower end of the 68 % interval of an estimated coalescence_myr, Myr';
COMMENT ON COLUMN merger_timeline.coalescence_hi68 IS
    'upper end of the 68 % interval of an estimated coalescence_myr, Myr';
COMMENT ON COLUMN merger_timeline.coalescence_lo90 IS
    'lower end of the 90 % interval of an estimated coalescence_myr, Myr';
COMMENT ON COLUMN merger_timeline.coalescence_hi90 IS
    'upper end of the 90 % interval of an estimated coalescence_myr, Myr';
COMMENT ON COLUMN merger_timeline.mass_ratio IS
    'mass of the lighter galaxy over that of the heavier: a simulation''s, or the model''s estimate';
COMMENT ON COLUMN merger_timeline.mass_ratio_lo68 IS
    'lower end of the 68 % interval of an estimated mass_ratio';
COMMENT ON COLUMN merger_timeline.mass_ratio_hi68 IS
    'upper end of the 68 % interval of an estimated mass_ratio';
COMMENT ON COLUMN merger_timeline.mass_ratio_lo90 IS
    'lower end of the 90 % interval of an estimated mass_ratio';
COMMENT ON COLUMN merger_timeline.mass_ratio_hi90 IS
    'upper end of the 90 % interval of an estimated mass_ratio';
