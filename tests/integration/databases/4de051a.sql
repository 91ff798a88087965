BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
CREATE TABLE answers (
	participant_id VARCHAR(16) NOT NULL, 
	form VARCHAR(10) NOT NULL, 
	item VARCHAR(40) NOT NULL, 
	rating INTEGER, 
	words TEXT, 
	at FLOAT NOT NULL, 
	CONSTRAINT pk_answers PRIMARY KEY (participant_id, form, item), 
	CONSTRAINT ck_answers_one_value CHECK ((rating is null) <> (words is null)), 
	CONSTRAINT ck_answers_scale CHECK (rating between 1 and 5), 
	CONSTRAINT fk_answers_participant_id_participants FOREIGN KEY(participant_id) REFERENCES participants (id) ON DELETE CASCADE
);
CREATE TABLE co_instructors (
	conference_id INTEGER NOT NULL, 
	instructor_id INTEGER NOT NULL, 
	CONSTRAINT pk_co_instructors PRIMARY KEY (conference_id, instructor_id), 
	CONSTRAINT fk_co_instructors_conference_id_conferences FOREIGN KEY(conference_id) REFERENCES conferences (id), 
	CONSTRAINT fk_co_instructors_instructor_id_instructors FOREIGN KEY(instructor_id) REFERENCES instructors (id)
);
CREATE TABLE conferences (
	id INTEGER NOT NULL, 
	code VARCHAR(6) NOT NULL, 
	title VARCHAR(120) NOT NULL, 
	instructor_id INTEGER NOT NULL, 
	scenario VARCHAR(40) NOT NULL, 
	language VARCHAR(10) NOT NULL, 
	preset VARCHAR(40) NOT NULL, 
	seats_per_delegation INTEGER NOT NULL, 
	created_at FLOAT NOT NULL, 
	rules TEXT DEFAULT '{}' NOT NULL, door VARCHAR(10) DEFAULT 'open' NOT NULL, 
	CONSTRAINT pk_conferences PRIMARY KEY (id), 
	CONSTRAINT ck_conferences_seats CHECK (seats_per_delegation between 1 and 6), 
	CONSTRAINT fk_conferences_instructor_id_instructors FOREIGN KEY(instructor_id) REFERENCES instructors (id), 
	CONSTRAINT uq_conferences_code UNIQUE (code)
);
INSERT INTO "conferences" VALUES(1,'559618','Half played',1,'six_party_talks','en','demo',1,1.79579085765976667402e+09,'{"consensus":"unanimity","capitals":"rule","talk":"online","votes":"open","scores":"at_end","same_fate":true,"late_comers":"wait","level":"realistic","hints":false,"timings":null,"rounds":null}','open');
INSERT INTO "conferences" VALUES(2,'566112','Finished',1,'six_party_talks','en','demo',1,1.79579085775925064091e+09,'{"consensus":"minus_one","capitals":"rule","talk":"online","votes":"open","scores":"at_end","same_fate":true,"late_comers":"wait","level":"realistic","hints":false,"timings":null,"rounds":null}','open');
INSERT INTO "conferences" VALUES(3,'321225','In the lobby',1,'six_party_talks','en','class75',1,1.79579085777912855152e+09,'{"consensus":"unanimity","capitals":"rule","talk":"online","votes":"open","scores":"at_end","same_fate":true,"late_comers":"wait","level":"realistic","hints":false,"timings":null,"rounds":null}','open');
CREATE TABLE entry_links (
	token_hash VARCHAR(64) NOT NULL, 
	instructor_id INTEGER NOT NULL, 
	created_at FLOAT NOT NULL, 
	used_at FLOAT, 
	CONSTRAINT pk_entry_links PRIMARY KEY (token_hash), 
	CONSTRAINT fk_entry_links_instructor_id_instructors FOREIGN KEY(instructor_id) REFERENCES instructors (id)
);
CREATE TABLE events (
	table_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	at FLOAT NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	body TEXT NOT NULL, 
	command_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (table_id, seq), 
	CONSTRAINT fk_events_table_id_tables FOREIGN KEY(table_id) REFERENCES tables (id)
);
INSERT INTO "events" VALUES(1,1,1.79579085766141676901e+09,'table_opened','{"at":1795790857.6614168,"kind":"table_opened","scenario":"six_party_talks","scenario_hash":"6aa987fc8dd127794086263199335899ca28d22b9a7fe43a45122e95510d69a4","rules_version":2,"preset":"demo","consensus":"unanimity","capitals":"rule","talk":"online","votes":"open","scores":"at_end","delegations":["dprk","japan","china","rok","russia","us"],"agenda":["programme","verification","security","aid","payers","sanctions","abductions"],"rounds":1,"injects_per_round":1,"directives":0,"pause_after_round":null,"timings":{"briefing":60,"plenary":90,"consultations":150,"drafting":210,"ratification":60,"speaker":12,"roll_call":60,"decision":45,"cable":30,"implementation":60},"indicators":{"tension":55,"stability":50,"refugees":30,"capability":35,"confidence":30},"standing":{"dprk":65,"japan":55,"china":65,"rok":55,"russia":60,"us":60}}','lay-1');
INSERT INTO "events" VALUES(1,2,1.79579085775553131103e+09,'phase_opened','{"at":1795790857.7555313,"kind":"phase_opened","phase":"briefing","round":0,"deadline":1795790917.7555313}','start-1');
INSERT INTO "events" VALUES(2,1,1.7957908577598009109e+09,'table_opened','{"at":1795790857.759801,"kind":"table_opened","scenario":"six_party_talks","scenario_hash":"6aa987fc8dd127794086263199335899ca28d22b9a7fe43a45122e95510d69a4","rules_version":2,"preset":"demo","consensus":"minus_one","capitals":"rule","talk":"online","votes":"open","scores":"at_end","delegations":["dprk","japan","china","rok","russia","us"],"agenda":["programme","verification","security","aid","payers","sanctions","abductions"],"rounds":1,"injects_per_round":1,"directives":0,"pause_after_round":null,"timings":{"briefing":60,"plenary":90,"consultations":150,"drafting":210,"ratification":60,"speaker":12,"roll_call":60,"decision":45,"cable":30,"implementation":60},"indicators":{"tension":55,"stability":50,"refugees":30,"capability":35,"confidence":30},"standing":{"dprk":65,"japan":55,"china":65,"rok":55,"russia":60,"us":60}}','lay-2');
INSERT INTO "events" VALUES(2,2,1.79579085777589869503e+09,'phase_opened','{"at":1795790857.7758987,"kind":"phase_opened","phase":"briefing","round":0,"deadline":1795790917.7758987}','start-2');
INSERT INTO "events" VALUES(3,1,1.79579085777987027166e+09,'table_opened','{"at":1795790857.7798703,"kind":"table_opened","scenario":"six_party_talks","scenario_hash":"6aa987fc8dd127794086263199335899ca28d22b9a7fe43a45122e95510d69a4","rules_version":2,"preset":"class75","consensus":"unanimity","capitals":"rule","talk":"online","votes":"open","scores":"at_end","delegations":["dprk","japan","china","rok","russia","us"],"agenda":["programme","verification","security","aid","payers","sanctions","abductions","inter_korean","forum"],"rounds":2,"injects_per_round":2,"directives":1,"pause_after_round":null,"timings":{"briefing":480,"plenary":360,"consultations":660,"drafting":720,"ratification":240,"speaker":60,"roll_call":120,"decision":150,"cable":60,"implementation":180},"indicators":{"tension":55,"stability":50,"refugees":30,"capability":35,"confidence":30},"standing":{"dprk":65,"japan":55,"china":65,"rok":55,"russia":60,"us":60}}','lay-3');
INSERT INTO "events" VALUES(4,1,1.79579085778028821945e+09,'table_opened','{"at":1795790857.7802882,"kind":"table_opened","scenario":"six_party_talks","scenario_hash":"6aa987fc8dd127794086263199335899ca28d22b9a7fe43a45122e95510d69a4","rules_version":2,"preset":"class75","consensus":"unanimity","capitals":"rule","talk":"online","votes":"open","scores":"at_end","delegations":["dprk","japan","china","rok","russia","us"],"agenda":["programme","verification","security","aid","payers","sanctions","abductions","inter_korean","forum"],"rounds":2,"injects_per_round":2,"directives":1,"pause_after_round":null,"timings":{"briefing":480,"plenary":360,"consultations":660,"drafting":720,"ratification":240,"speaker":60,"roll_call":120,"decision":150,"cable":60,"implementation":180},"indicators":{"tension":55,"stability":50,"refugees":30,"capability":35,"confidence":30},"standing":{"dprk":65,"japan":55,"china":65,"rok":55,"russia":60,"us":60}}','lay-4');
INSERT INTO "events" VALUES(2,3,1.79579086143683576588e+09,'priorities_set','{"at":1795790861.4368358,"kind":"priorities_set","delegation":"rok","issues":["payers","sanctions","programme","aid","security","abductions","verification"]}','da77edf6f957c48b');
INSERT INTO "events" VALUES(2,4,1.79579086168955922124e+09,'priorities_set','{"at":1795790861.6895592,"kind":"priorities_set","delegation":"us","issues":["programme","sanctions","verification","aid","security","payers","abductions"]}','a9f3cf3c332fc0b3');
INSERT INTO "events" VALUES(1,3,1.79579086269640254974e+09,'priorities_set','{"at":1795790862.6964025,"kind":"priorities_set","delegation":"russia","issues":["payers","programme","aid","security","sanctions","abductions","verification"]}','075e4abeeeafea84');
INSERT INTO "events" VALUES(2,5,1.79579086269700598718e+09,'priorities_set','{"at":1795790862.697006,"kind":"priorities_set","delegation":"russia","issues":["payers","programme","aid","security","sanctions","abductions","verification"]}','d22382d2bd920487');
INSERT INTO "events" VALUES(1,4,1.79579086294817733765e+09,'priorities_set','{"at":1795790862.9481773,"kind":"priorities_set","delegation":"rok","issues":["payers","sanctions","programme","aid","security","abductions","verification"]}','88dc62f6c5299d86');
INSERT INTO "events" VALUES(2,6,1.79579086294974279405e+09,'priorities_set','{"at":1795790862.9497428,"kind":"priorities_set","delegation":"china","issues":["payers","programme","sanctions","abductions","aid","security","verification"]}','39b2f9671d6449d0');
INSERT INTO "events" VALUES(2,7,1.79579086470828294752e+09,'readiness_declared','{"at":1795790864.708283,"kind":"readiness_declared","delegation":"rok","ready":true}','ba1364aefa608446');
INSERT INTO "events" VALUES(2,8,1.79579086521242403985e+09,'priorities_set','{"at":1795790865.212424,"kind":"priorities_set","delegation":"japan","issues":["abductions","sanctions","programme","security","payers","aid","verification"]}','e151a57220d5fa3a');
INSERT INTO "events" VALUES(2,9,1.79579086546432495114e+09,'readiness_declared','{"at":1795790865.464325,"kind":"readiness_declared","delegation":"us","ready":true}','cd8abf93cfaa2b72');
INSERT INTO "events" VALUES(1,5,1.79579086747419881817e+09,'readiness_declared','{"at":1795790867.4741988,"kind":"readiness_declared","delegation":"russia","ready":true}','a101bfc1a208192b');
INSERT INTO "events" VALUES(2,10,1.79579086747524142267e+09,'readiness_declared','{"at":1795790867.4752414,"kind":"readiness_declared","delegation":"russia","ready":true}','520bf376a8a894c8');
INSERT INTO "events" VALUES(1,6,1.79579086797811198232e+09,'readiness_declared','{"at":1795790867.978112,"kind":"readiness_declared","delegation":"rok","ready":true}','8f90eb3121c1cb26');
INSERT INTO "events" VALUES(2,11,1.79579086823028206826e+09,'readiness_declared','{"at":1795790868.230282,"kind":"readiness_declared","delegation":"china","ready":true}','68cc4b6744bf06ca');
INSERT INTO "events" VALUES(2,12,1.79579087149533343312e+09,'readiness_declared','{"at":1795790871.4953334,"kind":"readiness_declared","delegation":"japan","ready":true}','1a4f352ed7cf4dfb');
INSERT INTO "events" VALUES(1,7,1795790902.785,'phase_opened','{"at":1795790902.785,"kind":"phase_opened","phase":"plenary","round":1,"deadline":1795790992.785}','8713137153634546b1bb0aea204980f8');
INSERT INTO "events" VALUES(1,8,1795790902.785,'floor_given','{"at":1795790902.785,"kind":"floor_given","delegation":"china","turn":0,"deadline":1795790914.785}','8713137153634546b1bb0aea204980f8');
INSERT INTO "events" VALUES(1,9,1.79579090278799819941e+09,'phase_opened','{"at":1795790902.7879982,"kind":"phase_opened","phase":"consultations","round":1,"deadline":1795791052.7879982}','1ff44c3cf76347eea519f8a1510b086d');
INSERT INTO "events" VALUES(1,10,1.79579090278799819941e+09,'inject_scheduled','{"at":1795790902.7879982,"kind":"inject_scheduled","slot":"1.consultations.0","due":1795790975.0801902,"inject":null}','1ff44c3cf76347eea519f8a1510b086d');
INSERT INTO "events" VALUES(2,13,1.79579091781009411808e+09,'phase_opened','{"at":1795790917.810094,"kind":"phase_opened","phase":"plenary","round":1,"deadline":1795791007.810094}','clock-phase-0.briefing-12');
INSERT INTO "events" VALUES(2,14,1.79579091781009411808e+09,'floor_given','{"at":1795790917.810094,"kind":"floor_given","delegation":"china","turn":0,"deadline":1795790929.810094}','clock-phase-0.briefing-12');
INSERT INTO "events" VALUES(2,15,1.79579091906824064254e+09,'plenary_spoken','{"at":1795790919.0682406,"kind":"plenary_spoken","delegation":"china","by":null,"text":"China welcomes all the delegations. As host we ask for patience, and as a neighbour for “Five equal shares” on “Who pays” and “Disable and declare” on “The nuclear programme”."}','f68a43c3eb37dc41');
INSERT INTO "events" VALUES(2,16,1.7957909268582146168e+09,'floor_given','{"at":1795790926.8582146,"kind":"floor_given","delegation":"dprk","turn":1,"deadline":1795790938.8582146}','fb1d982b9ae2c335');
INSERT INTO "events" VALUES(2,17,1.79579093279191899295e+09,'phase_opened','{"at":1795790932.791919,"kind":"phase_opened","phase":"consultations","round":1,"deadline":1795791082.791919}','3522a3b558614072b7c99fc17038c8e1');
INSERT INTO "events" VALUES(2,18,1.79579093279191899295e+09,'inject_scheduled','{"at":1795790932.791919,"kind":"inject_scheduled","slot":"1.consultations.0","due":1795790982.718716,"inject":null}','3522a3b558614072b7c99fc17038c8e1');
INSERT INTO "events" VALUES(2,19,1.79579093679753351207e+09,'inject_slot_lapsed','{"at":1795790936.7975335,"kind":"inject_slot_lapsed","slot":"1.consultations.0"}','66a983b9f7fc4240b3388609d1f62262');
INSERT INTO "events" VALUES(2,20,1.79579093679753351207e+09,'phase_opened','{"at":1795790936.7975335,"kind":"phase_opened","phase":"drafting","round":1,"deadline":1795791146.7975335}','66a983b9f7fc4240b3388609d1f62262');
INSERT INTO "events" VALUES(2,21,1.79579094080373525624e+09,'indicator_moved','{"at":1795790940.8037353,"kind":"indicator_moved","indicator":"tension","before":55,"after":56,"cause":"round_closed"}','4d903ddcb17d44f29a571ccf353335cb');
INSERT INTO "events" VALUES(2,22,1.79579094080373525624e+09,'indicator_moved','{"at":1795790940.8037353,"kind":"indicator_moved","indicator":"stability","before":50,"after":49,"cause":"round_closed"}','4d903ddcb17d44f29a571ccf353335cb');
INSERT INTO "events" VALUES(2,23,1.79579094080373525624e+09,'indicator_moved','{"at":1795790940.8037353,"kind":"indicator_moved","indicator":"refugees","before":30,"after":31,"cause":"round_closed"}','4d903ddcb17d44f29a571ccf353335cb');
INSERT INTO "events" VALUES(2,24,1.79579094080373525624e+09,'indicator_moved','{"at":1795790940.8037353,"kind":"indicator_moved","indicator":"capability","before":35,"after":37,"cause":"round_closed"}','4d903ddcb17d44f29a571ccf353335cb');
INSERT INTO "events" VALUES(2,25,1.79579094080373525624e+09,'indicator_moved','{"at":1795790940.8037353,"kind":"indicator_moved","indicator":"tension","before":56,"after":59,"cause":"not_ratified"}','4d903ddcb17d44f29a571ccf353335cb');
INSERT INTO "events" VALUES(2,26,1.79579094080373525624e+09,'indicator_moved','{"at":1795790940.8037353,"kind":"indicator_moved","indicator":"stability","before":49,"after":47,"cause":"not_ratified"}','4d903ddcb17d44f29a571ccf353335cb');
INSERT INTO "events" VALUES(2,27,1.79579094080373525624e+09,'indicator_moved','{"at":1795790940.8037353,"kind":"indicator_moved","indicator":"refugees","before":31,"after":33,"cause":"not_ratified"}','4d903ddcb17d44f29a571ccf353335cb');
INSERT INTO "events" VALUES(2,28,1.79579094080373525624e+09,'indicator_moved','{"at":1795790940.8037353,"kind":"indicator_moved","indicator":"capability","before":37,"after":43,"cause":"not_ratified"}','4d903ddcb17d44f29a571ccf353335cb');
INSERT INTO "events" VALUES(2,29,1.79579094080373525624e+09,'indicator_moved','{"at":1795790940.8037353,"kind":"indicator_moved","indicator":"confidence","before":30,"after":25,"cause":"not_ratified"}','4d903ddcb17d44f29a571ccf353335cb');
INSERT INTO "events" VALUES(2,30,1.79579094080373525624e+09,'talks_concluded','{"at":1795790940.8037353,"kind":"talks_concluded","ending":"no_agreement","signatories":[]}','4d903ddcb17d44f29a571ccf353335cb');
INSERT INTO "events" VALUES(2,31,1.79579094080373525624e+09,'game_ended','{"at":1795790940.8037353,"kind":"game_ended","ending":"no_agreement","signatories":[],"early":false}','4d903ddcb17d44f29a571ccf353335cb');
INSERT INTO "events" VALUES(2,32,1.79579094080373525624e+09,'phase_opened','{"at":1795790940.8037353,"kind":"phase_opened","phase":"debrief","round":0,"deadline":null}','4d903ddcb17d44f29a571ccf353335cb');
INSERT INTO "events" VALUES(1,11,1.79579094419333124164e+09,'plenary_spoken','{"at":1795790944.1933312,"kind":"plenary_spoken","delegation":"rok","by":null,"text":"May I suggest “Dismantle, back to the NPT” on “The nuclear programme”? It is near enough to what several of us have said."}','2425ec12269132b6');
INSERT INTO "events" VALUES(1,12,1.7957909595094943046e+09,'plenary_spoken','{"at":1795790959.5094943,"kind":"plenary_spoken","delegation":"russia","by":null,"text":"Moscow would not object to “No aid” on “Energy and food”."}','92840dfc7bc400a1');
INSERT INTO "events" VALUES(1,13,1.79579097256823563572e+09,'channel_proposed','{"at":1795790972.5682356,"channel":"dprk+russia+us","members":["dprk","russia","us"],"delegation":"russia","kind":"channel_proposed"}','09a3d3333f598a64');
INSERT INTO "events" VALUES(1,14,1.79579097281990814212e+09,'channel_proposed','{"at":1795790972.8199081,"channel":"dprk+rok+us","members":["dprk","rok","us"],"delegation":"rok","kind":"channel_proposed"}','f01aa1affc06c8e3');
INSERT INTO "events" VALUES(1,15,1.79579097533025455477e+09,'inject_fell','{"at":1795790975.3302546,"inject":"aid_workers_out","known_to":[],"kind":"inject_fell","slot":"1.consultations.0","asked":["dprk","us","china"],"deadline":1795791020.3302546}','clock-inject_slot-1.consultations.0-14');
INSERT INTO "events" VALUES(1,16,1.79579097533025455477e+09,'indicator_moved','{"at":1795790975.3302546,"kind":"indicator_moved","indicator":"refugees","before":30,"after":33,"cause":"aid_workers_out"}','clock-inject_slot-1.consultations.0-14');
INSERT INTO "events" VALUES(1,17,1.79579097533025455477e+09,'indicator_moved','{"at":1795790975.3302546,"kind":"indicator_moved","indicator":"stability","before":50,"after":47,"cause":"aid_workers_out"}','clock-inject_slot-1.consultations.0-14');
INSERT INTO "events" VALUES(1,18,1.79579097533025455477e+09,'indicator_moved','{"at":1795790975.3302546,"kind":"indicator_moved","indicator":"confidence","before":30,"after":27,"cause":"aid_workers_out"}','clock-inject_slot-1.consultations.0-14');
INSERT INTO "events" VALUES(1,19,1.79579099893365573886e+09,'plenary_spoken','{"at":1795790998.9336557,"kind":"plenary_spoken","delegation":"russia","by":null,"text":"As a neutral engineer, if I may: “Written six-party pledge” is the part that fits “Security guarantee”."}','3c85e5a33e846125');
INSERT INTO "events" VALUES(1,20,1.79579101289811158184e+09,'phase_opened','{"at":1795791012.8981116,"kind":"phase_opened","phase":"drafting","round":1,"deadline":1795791222.8981116}','de5155ee6d6d49199377f5559daf65ec');
INSERT INTO "events" VALUES(1,21,1.79579101903152799609e+09,'proposal_tabled','{"at":1795791019.031528,"kind":"proposal_tabled","proposal":"p1","delegation":"russia","by":null,"package":{"programme":"disable","verification":"visits","security":"words","aid":"emergency","payers":"equal","sanctions":"suspended","abductions":"reinvestigation"},"note":"Simple, verifiable, balanced. On “The abductions” we have let others go first.","counters":null,"deadline":1795791079.031528}','ec2cfdae4c3e063a');
INSERT INTO "events" VALUES(1,22,1.79579101903152799609e+09,'ballot_cast','{"at":1795791019.031528,"kind":"ballot_cast","proposal":"p1","delegation":"russia","ballot":"accept"}','ec2cfdae4c3e063a');
INSERT INTO "events" VALUES(1,23,1.79579101903152799609e+09,'ballot_received','{"at":1795791019.031528,"kind":"ballot_received","proposal":"p1","delegation":"russia"}','ec2cfdae4c3e063a');
INSERT INTO "events" VALUES(1,24,1.79579102053719544414e+09,'inject_settled','{"at":1795791020.5371954,"inject":"aid_workers_out","known_to":[],"kind":"inject_settled","answers":{"dprk":"expel","us":"stop","china":"decline"},"defaulted":["dprk","us","china"],"consequences":["all_gone","ships_home","river_fills","stores_kept"]}','clock-inject-aid_workers_out-23');
INSERT INTO "events" VALUES(1,25,1.79579102053719544414e+09,'indicator_moved','{"at":1795791020.5371954,"kind":"indicator_moved","indicator":"refugees","before":33,"after":34,"cause":"aid_workers_out"}','clock-inject-aid_workers_out-23');
INSERT INTO "events" VALUES(1,26,1.79579102053719544414e+09,'standing_moved','{"at":1795791020.5371954,"kind":"standing_moved","delegation":"dprk","before":65,"after":67,"cause":"aid_workers_out"}','clock-inject-aid_workers_out-23');
INSERT INTO "events" VALUES(1,27,1.79579102053719544414e+09,'standing_moved','{"at":1795791020.5371954,"kind":"standing_moved","delegation":"us","before":60,"after":61,"cause":"aid_workers_out"}','clock-inject-aid_workers_out-23');
INSERT INTO "events" VALUES(1,28,1.79579102053719544414e+09,'indicator_moved','{"at":1795791020.5371954,"kind":"indicator_moved","indicator":"refugees","before":34,"after":36,"cause":"aid_workers_out"}','clock-inject-aid_workers_out-23');
INSERT INTO "events" VALUES(1,29,1.79579102053719544414e+09,'indicator_moved','{"at":1795791020.5371954,"kind":"indicator_moved","indicator":"stability","before":47,"after":46,"cause":"aid_workers_out"}','clock-inject-aid_workers_out-23');
INSERT INTO "events" VALUES(1,30,1.79579102053719544414e+09,'standing_moved','{"at":1795791020.5371954,"kind":"standing_moved","delegation":"us","before":61,"after":63,"cause":"aid_workers_out"}','clock-inject-aid_workers_out-23');
INSERT INTO "events" VALUES(1,31,1.79579102053719544414e+09,'indicator_moved','{"at":1795791020.5371954,"kind":"indicator_moved","indicator":"refugees","before":36,"after":39,"cause":"aid_workers_out"}','clock-inject-aid_workers_out-23');
INSERT INTO "events" VALUES(1,32,1.79579102053719544414e+09,'standing_moved','{"at":1795791020.5371954,"kind":"standing_moved","delegation":"china","before":65,"after":62,"cause":"aid_workers_out"}','clock-inject-aid_workers_out-23');
INSERT INTO "events" VALUES(1,33,1.79579102053719544414e+09,'indicator_moved','{"at":1795791020.5371954,"kind":"indicator_moved","indicator":"stability","before":46,"after":45,"cause":"aid_workers_out"}','clock-inject-aid_workers_out-23');
INSERT INTO "events" VALUES(1,34,1.79579102053719544414e+09,'standing_moved','{"at":1795791020.5371954,"kind":"standing_moved","delegation":"china","before":62,"after":63,"cause":"aid_workers_out"}','clock-inject-aid_workers_out-23');
INSERT INTO "events" VALUES(1,35,1.79579102405640363693e+09,'ballot_cast','{"at":1795791024.0564036,"kind":"ballot_cast","proposal":"p1","delegation":"rok","ballot":"reject"}','3af2fe18c63f3491');
INSERT INTO "events" VALUES(1,36,1.79579102405640363693e+09,'ballot_received','{"at":1795791024.0564036,"kind":"ballot_received","proposal":"p1","delegation":"rok"}','3af2fe18c63f3491');
INSERT INTO "events" VALUES(1,37,1.79579103158838915832e+09,'proposal_tabled','{"at":1795791031.5883892,"kind":"proposal_tabled","proposal":"p2","delegation":"rok","by":null,"package":{"programme":"dismantle","verification":"none","security":"pledge","aid":"million","payers":"equal","sanctions":"suspended","abductions":"reinvestigation"},"note":"A bridge, we hope: on “Verification” we have taken the longer half of the way.","counters":null,"deadline":1795791091.5883892}','95f8a37b7c9d93f1');
INSERT INTO "events" VALUES(1,38,1.79579103158838915832e+09,'ballot_cast','{"at":1795791031.5883892,"kind":"ballot_cast","proposal":"p2","delegation":"rok","ballot":"accept"}','95f8a37b7c9d93f1');
INSERT INTO "events" VALUES(1,39,1.79579103158838915832e+09,'ballot_received','{"at":1795791031.5883892,"kind":"ballot_received","proposal":"p2","delegation":"rok"}','95f8a37b7c9d93f1');
CREATE TABLE instructors (
	id INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	created_at FLOAT NOT NULL, password_hash TEXT, login_key VARCHAR(32) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_instructors PRIMARY KEY (id), 
	CONSTRAINT uq_instructors_name UNIQUE (name)
);
INSERT INTO "instructors" VALUES(1,'Instructor',1.79579085722338795657e+09,NULL,'');
CREATE TABLE login_tries (
	id INTEGER NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	at FLOAT NOT NULL, 
	CONSTRAINT pk_login_tries PRIMARY KEY (id)
);
CREATE TABLE participants (
	id VARCHAR(16) NOT NULL, 
	conference_id INTEGER NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	name_key VARCHAR(80) NOT NULL, 
	resume_code VARCHAR(9) NOT NULL, 
	observer BOOLEAN NOT NULL, 
	table_id INTEGER, 
	delegation VARCHAR(40), 
	head BOOLEAN NOT NULL, 
	joined_at FLOAT NOT NULL, 
	CONSTRAINT pk_participants PRIMARY KEY (id), 
	CONSTRAINT ck_participants_seat CHECK ((table_id is null) = (delegation is null)), 
	CONSTRAINT fk_participants_conference_id_conferences FOREIGN KEY(conference_id) REFERENCES conferences (id), 
	CONSTRAINT fk_participants_table_id_tables FOREIGN KEY(table_id) REFERENCES tables (id), 
	CONSTRAINT uq_participants_conference_id_name_key UNIQUE (conference_id, name_key), 
	CONSTRAINT uq_participants_conference_id_resume_code UNIQUE (conference_id, resume_code)
);
INSERT INTO "participants" VALUES('aee4b1a495ad6bfa',1,'Student 0','student 0','J2PB-UR8H',0,1,'china',1,1.79579085773045349122e+09);
INSERT INTO "participants" VALUES('323d1f22afba1838',1,'Student 1','student 1','Y5YE-5WZN',0,1,'us',1,1.7957908577370910644e+09);
INSERT INTO "participants" VALUES('c094c94423484dd7',1,'Student 2','student 2','K7C2-G9X6',0,1,'dprk',1,1.79579085774208712582e+09);
INSERT INTO "participants" VALUES('aaefdae61e2f158d',1,'Student 3','student 3','RSHY-UP9Y',0,1,'japan',1,1.79579085774703979495e+09);
INSERT INTO "participants" VALUES('a3d561deb0884169',2,'Only one','only one','G6S5-8DA9',0,2,'dprk',1,1.79579085776929664617e+09);
CREATE TABLE practices (
	conference_id INTEGER NOT NULL, 
	address VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_practices PRIMARY KEY (conference_id), 
	CONSTRAINT fk_practices_conference_id_conferences FOREIGN KEY(conference_id) REFERENCES conferences (id)
);
CREATE TABLE reports (
	conference_id INTEGER NOT NULL, 
	subject VARCHAR(20) NOT NULL, 
	mark VARCHAR(160) NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_reports PRIMARY KEY (conference_id, subject), 
	CONSTRAINT fk_reports_conference_id_conferences FOREIGN KEY(conference_id) REFERENCES conferences (id) ON DELETE CASCADE
);
INSERT INTO "reports" VALUES(2,'table-1','3:6aa987fc8dd127794086263199335899ca28d22b9a7fe43a45122e95510d69a4:32','{}');
CREATE TABLE roster (
	conference_id INTEGER NOT NULL, 
	name_key VARCHAR(120) NOT NULL, 
	place INTEGER NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	student_id VARCHAR(40) NOT NULL, 
	table_number INTEGER, 
	delegation VARCHAR(40), 
	CONSTRAINT pk_roster PRIMARY KEY (conference_id, name_key), 
	CONSTRAINT fk_roster_conference_id_conferences FOREIGN KEY(conference_id) REFERENCES conferences (id)
);
CREATE TABLE settings (
	"key" VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_settings PRIMARY KEY ("key")
);
INSERT INTO "settings" VALUES('secret_key','0000000000000000000000000000000000000000');
CREATE TABLE setups (
	id INTEGER NOT NULL, 
	instructor_id INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	name_key VARCHAR(240) NOT NULL, 
	body TEXT NOT NULL, 
	created_at FLOAT NOT NULL, 
	CONSTRAINT pk_setups PRIMARY KEY (id), 
	CONSTRAINT fk_setups_instructor_id_instructors FOREIGN KEY(instructor_id) REFERENCES instructors (id), 
	CONSTRAINT uq_setups_instructor_id_name_key UNIQUE (instructor_id, name_key)
);
CREATE TABLE stand_ins (
	table_id INTEGER NOT NULL, 
	delegation VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_stand_ins PRIMARY KEY (table_id, delegation), 
	CONSTRAINT fk_stand_ins_table_id_tables FOREIGN KEY(table_id) REFERENCES tables (id)
);
INSERT INTO "stand_ins" VALUES(1,'rok');
INSERT INTO "stand_ins" VALUES(1,'russia');
INSERT INTO "stand_ins" VALUES(2,'china');
INSERT INTO "stand_ins" VALUES(2,'japan');
INSERT INTO "stand_ins" VALUES(2,'rok');
INSERT INTO "stand_ins" VALUES(2,'russia');
INSERT INTO "stand_ins" VALUES(2,'us');
CREATE TABLE tables (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	seed VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_tables PRIMARY KEY (id), 
	CONSTRAINT fk_tables_conference_id_conferences FOREIGN KEY(conference_id) REFERENCES conferences (id), 
	CONSTRAINT uq_tables_conference_id_number UNIQUE (conference_id, number)
);
INSERT INTO "tables" VALUES(1,1,1,'51b352170753615a');
INSERT INTO "tables" VALUES(2,2,1,'4317cf512c1ec051');
INSERT INTO "tables" VALUES(3,3,1,'1df0358e26395678');
INSERT INTO "tables" VALUES(4,3,2,'1df0358e26395678');
CREATE TABLE wishes (
	participant_id VARCHAR(16) NOT NULL, 
	place INTEGER NOT NULL, 
	delegation VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_wishes PRIMARY KEY (participant_id, place), 
	CONSTRAINT fk_wishes_participant_id_participants FOREIGN KEY(participant_id) REFERENCES participants (id)
);
CREATE INDEX ix_conferences_instructor_id ON conferences (instructor_id);
CREATE INDEX ix_events_table_id_command_id ON events (table_id, command_id);
CREATE INDEX ix_participants_table_id ON participants (table_id);
CREATE INDEX ix_co_instructors_instructor_id ON co_instructors (instructor_id);
CREATE INDEX ix_login_tries_who ON login_tries (who);
CREATE INDEX ix_login_tries_at ON login_tries (at);
COMMIT;
