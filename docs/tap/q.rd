<resource schema="deepgalaxy" resdir="deepgalaxy">
  <!-- Written by docs/generate/dachs.py. Put your own title, creator and address in. -->
  <meta name="title">DeepGalaxy: stages and times of galaxy mergers</meta>
  <meta name="description">Every image of the catalogue with its position, and the stage and time of its
    merger: a simulation's own, or the serving model's estimate with its intervals.</meta>
  <meta name="creationDate">2026-11-29T00:00:00Z</meta>
  <meta name="subject">galaxy-mergers</meta>
  <meta name="creator">Your name</meta>
  <meta name="coverage.waveband">Optical</meta>

  <table id="timeline" onDisk="True" adql="True" mixin="//scs#q3cindex" primary="image_id">
    <meta name="description">Images with the stage and time of their merger</meta>
    <column name="image_id" type="bigint" ucd="meta.id;meta.main" description="number of the image"><values nullLiteral="-1"/></column>
    <column name="name" type="text" ucd="meta.id" description="dataset and name of the image in it"/>
    <column name="dataset" type="text" ucd="meta.dataset" description="name of the dataset"/>
    <column name="ra_deg" type="double precision" ucd="pos.eq.ra;meta.main" unit="deg" description="right ascension, ICRS"/>
    <column name="dec_deg" type="double precision" ucd="pos.eq.dec;meta.main" unit="deg" description="declination, ICRS"/>
    <column name="redshift" type="real" ucd="src.redshift" description="redshift, as its source gave it"/>
    <column name="labelled" type="boolean" ucd="meta.code" description="whether stage and time are a simulation's own"/>
    <column name="model" type="text" ucd="meta.id" description="first 12 digits of the model's sha256"/>
    <column name="p_interacting" type="real" ucd="stat.probability" description="probability that the picture shows an interacting pair or a merger's disturbed remnant; below 0.5 it is probably no merger"/>
    <column name="stage" type="real" ucd="src.class" description="stage of the merger: 0 well apart, 19.5 first pericentre, 45 one nucleus, 70 virialised"/>
    <column name="stage_lo68" type="real" ucd="src.class;stat.min" description="lower end of the 68 % interval of stage"/>
    <column name="stage_hi68" type="real" ucd="src.class;stat.max" description="upper end of the 68 % interval of stage"/>
    <column name="stage_lo90" type="real" ucd="src.class;stat.min" description="lower end of the 90 % interval of stage"/>
    <column name="stage_hi90" type="real" ucd="src.class;stat.max" description="upper end of the 90 % interval of stage"/>
    <column name="time_myr" type="real" ucd="time.age" unit="Myr" description="time since first pericentre"/>
    <column name="time_lo68" type="real" ucd="time.age;stat.min" unit="Myr" description="lower end of the 68 % interval of time_myr"/>
    <column name="time_hi68" type="real" ucd="time.age;stat.max" unit="Myr" description="upper end of the 68 % interval of time_myr"/>
    <column name="time_lo90" type="real" ucd="time.age;stat.min" unit="Myr" description="lower end of the 90 % interval of time_myr"/>
    <column name="time_hi90" type="real" ucd="time.age;stat.max" unit="Myr" description="upper end of the 90 % interval of time_myr"/>
    <column name="coalescence_myr" type="real" ucd="time.interval" unit="Myr" description="time to coalescence, negative where it is past"/>
    <column name="coalescence_lo68" type="real" ucd="time.interval;stat.min" unit="Myr" description="lower end of the 68 % interval of coalescence_myr"/>
    <column name="coalescence_hi68" type="real" ucd="time.interval;stat.max" unit="Myr" description="upper end of the 68 % interval of coalescence_myr"/>
    <column name="coalescence_lo90" type="real" ucd="time.interval;stat.min" unit="Myr" description="lower end of the 90 % interval of coalescence_myr"/>
    <column name="coalescence_hi90" type="real" ucd="time.interval;stat.max" unit="Myr" description="upper end of the 90 % interval of coalescence_myr"/>
    <column name="mass_ratio" type="real" ucd="phys.mass;arith.ratio" description="mass of the lighter galaxy over that of the heavier"/>
    <column name="mass_ratio_lo68" type="real" ucd="phys.mass;arith.ratio;stat.min" description="lower end of the 68 % interval of mass_ratio"/>
    <column name="mass_ratio_hi68" type="real" ucd="phys.mass;arith.ratio;stat.max" description="upper end of the 68 % interval of mass_ratio"/>
    <column name="mass_ratio_lo90" type="real" ucd="phys.mass;arith.ratio;stat.min" description="lower end of the 90 % interval of mass_ratio"/>
    <column name="mass_ratio_hi90" type="real" ucd="phys.mass;arith.ratio;stat.max" description="upper end of the 90 % interval of mass_ratio"/>
    <column name="out_of_domain" type="real" ucd="stat.fit.goodness" description="above 1 the picture is unlike those the model learnt to date"/>
  </table>

  <data id="import">
    <make table="timeline"/>
  </data>
</resource>
