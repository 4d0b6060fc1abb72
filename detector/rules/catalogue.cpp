#include "detector/rules/catalogue.hpp"

#include <algorithm>
#include <array>

namespace cellwarden::detector {
namespace {

constexpr std::string_view kNotBuilt = "is not built yet";

constexpr std::array kRules = std::to_array<RuleInfo>({
    // id, name, family, radio standards, weight, its basis, what it sees, what it lacks, version, what it
    // must be given, what else looks like it, what would settle it
    {"ID01", "plmn_foreign", Family::kId, "gsm lte", 20.0,
     "prior from the catalogue: a peer's threshold and judgement; not measured in the field",
     "A country code of a country that is more than 35 km away (60 km for LTE, and over the sea), or that no "
     "country has; of a shared cell none of its networks' codes does. Where the sensor's position is not "
     "known: one that the site does not list. What it lists always passes. At sea, far from all coasts, "
     "nothing is said (X01)",
     "", 3,
     "the sensor's position, or the site's own and neighbouring country codes (networks.countries), for "
     "codes "
     "that some country has",
     "a neighbouring country's cell heard over the sea in odd weather|a ship, aircraft or roaming hub",
     "list the neighbours' codes where they reach here"},
    {"ID02", "plmn_test", Family::kId, "gsm lte", 12.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "A network code for tests or private use (001, 999), or one that its country has given to nobody, where "
     "a national table lists all of them; half where that is a year old. Nothing but the place, the traffic "
     "or the transmitter makes such a cell a suspect (X02)",
     "", 3, "its identity (system information 3, or block 1), read twice; for the latter a national table",
     "a university's, manufacturer's or private network|a code assigned since the table's date|the site's "
     "own laboratory, until it is listed "
     "(networks.test)",
     "ask who runs it; list it when it is known"},
    {"ID03", "plmn_not_licensed_here", Family::kId, "gsm lte", 20.0,
     "prior from the catalogue: a peer's threshold and judgement; not measured in the field",
     "A carrier, with all of its width, that lies in none of the blocks that its networks may use here, by "
     "the configuration or, where that says nothing of a network, by its country's national table. Half "
     "where the newest of these is a year old. Tables are not asked about recordings a year older than they",
     "", 2,
     "the blocks of all of its networks (networks.licences, or a national table that knows all owners around "
     "the carrier); better with a clock",
     "spectrum that was sold, swapped or is shared since the table's date|a host network that the cell does "
     "not name",
     "the regulator's register"},
    {"ID04", "band_impossible", Family::kId, "gsm lte", 20.0,
     "prior from the catalogue: counted in recordings and judgement; not measured in the field",
     "Every band that an LTE cell says it is in (freqBandIndicator, multiBandInfoList), or the one a GSM "
     "carrier is in, is one that the country of its network code cannot have given to networks; half where "
     "the national table does not list it and nothing else is known to be there",
     "", 2, "its identity; a national table with bands, or a country that the built-in band plans have",
     "a private or trial licence|a table that has aged",
     "the regulator's register; who else is on air in that band"},
    {"ID05", "unknown_trusted_db", Family::kId, "gsm lte", 20.0,
     "prior from the catalogue: judgement; not measured in the field",
     "The network is listed near here, and this identity is not; half where the list has other cells of an "
     "LTE cell's site, or has it as off the air by now; half by surveys. Before an LTE cell's identity is "
     "read, or "
     "where lists have none: its carrier is listed near here, and this physical id on none of the rows",
     "", 3,
     "tower list of trust operator or survey: with identities, or for LTE with carriers and physical ids",
     "a site or sector younger than the list|a temporary cell for an event|an indoor small cell that the "
     "list leaves out|a changed physical id",
     "ask the operator; decode its identity and look for sectors of the same site"},
    {"ID06", "unknown_crowd_db", Family::kId, "gsm lte", 3.0,
     "prior from the catalogue: a peer's threshold and counted in recordings; not measured in the field",
     "As ID05 against crowd-sourced lists, which know about half of all cells", "", 3,
     "tower list of trust crowd: with identities, or for LTE with carriers and physical ids",
     "crowd lists miss about half of all real cells|a changed physical id",
     "a list from the operator; a survey of the place"},
    {"ID07", "known_cell_far_away", Family::kId, "gsm lte", 20.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "A listed identity heard farther from every place that lists have for it than a cell is heard: 35 km "
     "(GSM) "
     "or 60 km (LTE) beyond its range and the doubt of both positions; half until twice as far. Where only a "
     "crowd has the place: a third at most, by its number of reports. Cells of ships and aircraft are left "
     "alone (X08), and nothing is said where other listed cells would be far away too",
     "", 1, "its identity, read in two dwells; the sensor's position; a tower list with places",
     "an identity that was given to another cell since|a cell on wheels|a wrong place in the list, or of the "
     "sensor",
     "whether the listed cell is on air at its place; a second list; the operator"},
    {"ID08", "known_cell_wrong_carrier", Family::kId, "gsm lte", 12.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "A known identity on another carrier than a list or the site's baseline has it on; half where an LTE "
     "cell of this identity was heard on another carrier first in this run. Held back where the network's "
     "other cells changed theirs too (X05)",
     "", 3, "its identity, read in two dwells; a tower list with identities and carriers, or a baseline",
     "a carrier that was moved: a whole site or network does so in one night|an old list",
     "whether the known carrier is still on air with this identity"},
    {"ID09", "known_cell_wrong_phyid", Family::kId, "gsm lte", 10.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "A known identity with another BSIC or PCI than lists or the baseline have; a third where only a crowd "
     "list says so, half where a cell of this identity and carrier was heard first in this run. Held back by "
     "X05",
     "", 2, "its identity, read in two dwells; a tower list with identities and physical ids, or a baseline",
     "a change of physical ids, by plan or by the network itself",
     "whether the site's other cells changed theirs too"},
    {"ID10", "known_cell_wrong_area", Family::kId, "gsm lte", 10.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "A known identity in another area than lists, the baseline or the cell itself earlier in this run have "
     "it in, while its site's other cells stayed in theirs (0.6 where none of them is heard). Held back by "
     "X05. GSM's lists name cells by their area: there only baseline and run are asked",
     "", 2, "its identity, read in two dwells; a tower list with identities and areas, or a baseline",
     "areas that are being planned anew: many cells change in one night",
     "whether the site's other cells change within the day"},
    {"ID11", "area_never_used_by_operator", Family::kId, "gsm lte", 12.0,
     "prior from the catalogue: literature; not measured in the field",
     "An area code that no list or baseline has of any of its networks near here, though it has many of "
     "their cells; half by crowd lists. Held back by X05",
     "", 3,
     "its identity, read in two dwells; a list with 100 cells of the network within 50 km, or a baseline "
     "with 10",
     "a new or divided area|an indoor or machine network with areas of its own",
     "ask the operator; drive around it: a real area has more cells"},
    {"ID12", "area_minority", Family::kId, "gsm lte", 8.0,
     "prior from the catalogue: counted in recordings and a peer's threshold; not measured in the field",
     "An area code that no other cell of its network heard in the last ten minutes has, where three share "
     "one; half where a list has it within 35 km",
     "", 3, "three other cells of its network that share an area code, and a sensor that stands still",
     "the border of two areas, of which one cell is heard|an indoor system with an area of its own",
     "drive around it: a real area has more cells"},
    {"ID13", "same_identity_two_carriers", Family::kId, "gsm", 25.0,
     "prior from the catalogue: judgement; not measured in the field",
     "One identity on two carriers within ten minutes, both read repeatedly and with frame timing of their "
     "own; half where not in one dwell",
     "", 1, "two identities, each read twice, at 6 dB of SNR",
     "an image in the receiver (held back where the timing is the same)|a cell that was moved to another "
     "carrier meanwhile",
     "which of the two agrees with the list; the two carriers' levels from a second place"},
    {"ID14", "same_phyid_many_carriers", Family::kId, "lte nr", 15.0,
     "prior from the catalogue: literature; not measured in the field",
     "One physical id on several carriers with an area code foreign to the place", kNotBuilt, 0, "", "", ""},
    {"ID15", "carrier_phyid_swapped_identity", Family::kId, "gsm lte", 15.0,
     "prior from the catalogue: judgement; not measured in the field",
     "Another identity behind one carrier and physical id, and the first one back within a day: in full "
     "where the frame count ran on, 0.8 where the other was 6 dB louder. Held back where neither is so, and "
     "not asked of identities heard half a kilometre apart",
     "", 2, "three identities in turn, each read twice",
     "two cells of one physical id, of which now the one, now the other is heard|a site that is being handed "
     "over",
     "both levels from a second place; the frame timing of the two"},
    {"ID16", "identity_structure", Family::kId, "gsm lte", 6.0,
     "prior from the catalogue: counted in recordings and judgement; not measured in the field",
     "An area code of 0, 65534 or 65535, or (half) a cell identity of 0 or of nothing but ones. Of an "
     "unlisted LTE "
     "cell also (half) an eNodeB number, or a cell's number within its eNodeB, unlike those that a trusted "
     "list "
     "with 100 cells of the network within 50 km has",
     "", 3, "its identity, read twice; better with a list of trust operator, regulator or survey",
     "real cells with identity 0 were seen|a cell being set up|a new range of numbers, or a new layer of "
     "cells",
     "whether the network uses such values elsewhere"},
    {"ID17", "stock_stack_identity", Family::kId, "gsm lte", 30.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "The cell identity and another value (area code, channel, BSIC or PCI) are those of a public "
     "base-station "
     "program's examples",
     "", 2, "its identity, read twice", "a laboratory that uses a commercial network's code",
     "ask the operator"},
    {"ID18", "rat_retired", Family::kId, "gsm", 22.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "A GSM broadcast of a network or country whose GSM is off, by its national table. A neighbouring "
     "country's "
     "GSM goes by that country's code, and is no excuse; a territory of the same code within 35 km, of which "
     "the "
     "table does not speak, is (X01)",
     "", 3, "a national table of its country; a clock, where GSM once was: without one it counts half",
     "a railway or private network|a cell across the border|an error of the table",
     "the operator's own announcement"},
    {"ID19", "csg_or_femto_claim", Family::kId, "lte", 4.0,
     "prior from the catalogue: a peer's threshold and judgement; not measured in the field",
     "A closed subscriber group or a home cell's name on one of the three strongest cells heard, where three "
     "others are none; or a cell that was open and now is closed",
     "", 1, "its identity, and three other cells in the dwell that are no home cells",
     "a home cell in the same house", "its level from outside the house"},
    {"ID20", "plmn_list_changed", Family::kId, "lte", 6.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A network added to or removed from a cell's list, under one cell identity", "", 1,
     "two lists of one cell in one run, each read twice", "a network that is being shared from now on",
     "whether its site's other cells changed theirs too"},
    {"BP01", "cro_bait", Family::kBp, "gsm", 6.0,
     "prior from the catalogue: a peer's threshold and counted in recordings; not measured in the field",
     "A cell reselection offset above 80 dB, or (half) 20 dB above its network's other cells'; negative "
     "offsets do not count",
     "", 1, "system information 3 or 4",
     "a microcell layer that is meant to draw phones: its other cells have it too",
     "the offset of its network's other cells here"},
    {"BP02", "access_threshold_min", Family::kBp, "gsm lte", 2.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "A minimum access level of 0 (GSM) or -140 dBm (LTE: q-RxLevMin -70) where none of its network's other "
     "cells has it",
     "", 2, "three other cells of its network", "a single cell for a large rural area",
     "its network's cells elsewhere"},
    {"BP03", "resel_hysteresis", Family::kBp, "gsm", 2.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "A reselection hysteresis of 0 or above 12 dB where none of its network's other cells has it", "", 1,
     "three other cells of its network, where the value is 0 or above 12 dB",
     "tuning along a road or railway", "its network's cells elsewhere"},
    {"BP04", "t3212_odd", Family::kBp, "gsm", 8.0,
     "prior from the catalogue: a peer's threshold and counted in recordings; not measured in the field",
     "A periodic update timer of less than half an hour (to 48 min: less weight; never: half) that none of "
     "its network's other cells has",
     "", 1, "system information 3; better with three other cells of its network",
     "a test cell|some rural networks switch it off", "its network's cells elsewhere"},
    {"BP05", "gsm_no_neighbours", Family::kBp, "gsm", 12.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "No neighbour listed, or only itself, while two other cells of its network list three or more", "", 1,
     "its whole neighbour lists, and two other cells of its network with theirs",
     "an indoor or island cell without neighbours|a cell being set up",
     "whether the list stays empty over an hour"},
    {"BP06", "gsm_no_neighbour_heard", Family::kBp, "gsm", 15.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "A strong cell none of whose listed neighbours is heard, of three or more that were listened for", "", 1,
     "five other cells of its network, and listening on the listed carriers within ten minutes",
     "a deaf antenna|a cell far away, on a mountain", "a full scan with a better antenna"},
    {"BP07", "gsm_one_way_neighbour", Family::kBp, "gsm", 11.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "A strong cell that none of five others of its network lists", "", 1,
     "five other cells of its network with whole neighbour lists",
     "a new cell that its neighbours' plan does not have yet", "whether it is listed in a day"},
    {"BP08", "si_missing_classes", Family::kBp, "gsm", 8.0,
     "prior from the catalogue: judgement; not measured in the field",
     "Packet data or system information 2quater missing where nine in ten of its network's cells have them",
     "", 1, "a minute of its broadcast, and of three other cells'", "a layer for voice only|an old cell",
     "its network's cells elsewhere"},
    {"BP09", "lte_few_si", Family::kBp, "lte", 12.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "At most one system information message scheduled; half until that was heard for a minute", "", 1,
     "its identity (system information block 1), read twice",
     "a private network|a cell of a neutral host|a cell being set up",
     "the schedule of its network's other cells"},
    {"BP10", "lte_si_promised_absent", Family::kBp, "lte", 8.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A message that system information block 1 schedules, and of which in twenty of its windows, listened "
     "to "
     "from end to end, nothing was announced, while block 1 itself is nearly always read alone. Messages for "
     "warnings are left out",
     "", 1, "twenty windows of a message: 2 s to 2 min of listening",
     "a message that was scheduled for a purpose that ended|a cell that sends it in another way",
     "a receiver of another make at the same place"},
    {"BP11", "sib_no_interfreq", Family::kBp, "lte", 6.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "No inter-frequency neighbours although cells of its network are heard on other carriers here", "", 1,
     "its identity, and a cell of its network on another carrier within ten minutes",
     "an operator who steers phones by signalling alone", "its network's cells elsewhere"},
    {"BP12", "resel_priority_trap", Family::kBp, "lte", 8.0,
     "prior from the catalogue: literature and judgement; not measured in the field",
     "The highest reselection priority for itself and no search for others, where it gives those 3 at most, "
     "or three other cells of its network on the carrier have less for themselves, and none does so; or "
     "(half) the lowest, and leave to go at any level, which none of three does",
     "", 2, "every message that its system information block 1 announces",
     "a layer that is meant to draw phones: its other cells do so too|a cell that is emptied before it is "
     "switched off",
     "its network's other cells on the carrier"},
    {"BP13", "barred_flags", Family::kBp, "lte", 5.0,
     "prior from the catalogue: counted in recordings and judgement; not measured in the field",
     "Barred together with its whole carrier, alone among its network's cells", "", 1,
     "three other cells of its network", "maintenance|a cell for machines or a private group",
     "whether it was so last week"},
    {"BP14", "sib_changed_same_tag", Family::kBp, "lte", 12.0,
     "prior from the catalogue: literature and judgement; not measured in the field",
     "System information that changes while its value tag and cell identity stay, in the last three hours; "
     "time, access barring and warning blocks left out",
     "", 2, "a message in two contents, each received twice", "a vendor that forgets the tag",
     "whether the old content comes back: two transmitters take turns, a network does not"},
    {"BP15", "sibling_profile_outlier", Family::kBp, "lte", 12.0,
     "prior from the catalogue: literature and judgement; not measured in the field",
     "Three or more of some fifty broadcast parameters that fewer than one in twenty of its network's other "
     "cells share, and all of them together less usual than of any other cell (the rarer a value, the more "
     "it counts); compared on its carrier where enough are known there",
     "", 1,
     "every message that its system information block 1 announces, and thirty other cells of its network "
     "known so, now or in the baseline",
     "equipment of another maker|a small, indoor or event cell",
     "the same parameters of the site's other cells"},
    {"BP16", "stock_stack_params", Family::kBp, "gsm", 15.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "Four or more parameters equal to one public base-station program's examples", "", 1,
     "system information 3", "vendors share single values", "the parameters of its network's other cells"},
    {"BP17", "sib_time_wrong", Family::kBp, "lte", 8.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A time of day (system information block 16) more than 2 s off the one that two or more other cells "
     "agree on, of whichever network, or where no two agree, off this computer's clock, if that is kept "
     "right "
     "by GPS or NTP; leap seconds unlike theirs, or unlike those of the input's day",
     "", 2,
     "two other cells that broadcast the time within ten minutes, or a clock that is kept right; for the "
     "leap "
     "seconds any clock",
     "real networks that are off by seconds", "the time by a satellite receiver"},
    {"BP18", "emergency_flags", Family::kBp, "lte", 3.0,
     "prior from the catalogue: judgement; not measured in the field",
     "Emergency calls (IMS, cars) that all of three or more other cells of its network announce and it does "
     "not; public warnings that all announce and it does not count half",
     "", 1, "three other cells of its network",
     "a cell for machines or a private group|the edge of the area that a warning is for",
     "its network's cells elsewhere"},
    {"BP19", "rach_gsm", Family::kBp, "gsm", 4.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A strong cell with a combined control channel and the shortest paging period, unlike its network's "
     "other cells",
     "", 1, "three other cells of its network, where it has such a channel",
     "small rural cells combine channels", "its network's small cells elsewhere"},
    {"BP20", "ncc_permitted", Family::kBp, "gsm", 4.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A network colour code that none of its network's other cells permits phones to report", "", 1,
     "three other cells of its network", "a change of colour codes that is under way",
     "its network's cells elsewhere"},
    {"BP21", "umts_no_sib11_18_19", Family::kBp, "umts", 8.0,
     "prior from the catalogue: judgement; not measured in the field",
     "No neighbours and no LTE priorities although siblings send them",
     "needs a UMTS receiver, which is not built yet", 0, "", "", ""},
    {"BP22", "bandwidth_small", Family::kBp, "lte", 6.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "The bandwidth in the master information block is not the one that this carrier has in the baseline, "
     "the tower list or the other cells heard now; narrower counts in full",
     "", 2, "baseline, tower list with bandwidth_rb, or two other confirmed cells on the carrier",
     "a carrier being re-farmed to another bandwidth|a small or private cell",
     "hear whether the operator's other cells on the carrier change the same night"},
    {"DG01", "lte_geran_above_lte", Family::kDg, "lte", 10.0,
     "prior from the catalogue: a peer's threshold and counted in recordings; not measured in the field",
     "GSM ranked above every LTE carrier for reselection", "", 1,
     "every message that its system information block 1 announces", "none known",
     "its network's other cells"},
    {"DG02", "lte_utra_above_lte", Family::kDg, "lte", 1.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "UMTS ranked above every LTE carrier for reselection; real networks do so", "", 1,
     "every message that its system information block 1 announces", "real networks did so for years",
     "its network's other cells"},
    {"DG03", "only_legacy_neighbours", Family::kDg, "lte", 3.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "Neighbours of UMTS or GSM announced, and no other LTE carrier", "", 1,
     "every message that its system information block 1 announces", "a network with a single LTE carrier",
     "its network's other cells"},
    {"DG04", "gsm_no_lte_return", Family::kDg, "gsm", 7.0,
     "prior from the catalogue: judgement; not measured in the field",
     "No neighbours in UMTS or LTE where nine in ten of its network's cells name them", "", 1,
     "a minute of its broadcast, and of three other cells'",
     "a layer for machines|a network that has only GSM", "its network's cells elsewhere"},
    {"DG05", "lte_lost_gsm_strong", Family::kDg, "lte nr gsm", 15.0,
     "prior from the catalogue: literature and judgement; not measured in the field",
     "All LTE carriers lost while a GSM cell rises", "needs receivers for several radio standards", 0, "", "",
     ""},
    {"DG06", "redirect_before_security", Family::kDg, "lte nr", 20.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "A redirection to GSM before security is on",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"DG07", "reject_driven_downgrade", Family::kDg, "lte nr", 15.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "Rejections that drive phones to a young GSM cell",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"DG08", "gsm_cipher_off", Family::kDg, "gsm", 15.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "Ciphering off where the network uses it",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"DG09", "null_cipher_lte_nr", Family::kDg, "lte nr", 18.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "Null ciphering or integrity selected",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"DG10", "nr_to_lte_push", Family::kDg, "nr lte", 6.0,
     "prior from the catalogue: judgement; not measured in the field",
     "An NR cell gone while an LTE cell of an unknown area appears",
     "needs an NR receiver, which is not built yet", 0, "", "", ""},
    {"DG11", "nr_suci_null", Family::kDg, "nr", 10.0,
     "prior from the catalogue: literature; not measured in the field",
     "Null-scheme concealment asked for where the network protects",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"DY01", "sudden_appearance", Family::kDy, "gsm lte", 6.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A cell that the baseline never heard in all its listening, and that rose from nothing to among the "
     "strongest while we listened",
     "", 1, "baseline of seven days (less counts less), and a minute of listening before the cell appears",
     "a new site, or one back from maintenance|a temporary cell for an event|the sensor or its antenna was "
     "moved",
     "the cell's identity; whether the operator announced work"},
    {"DY02", "short_lived", Family::kDy, "gsm umts lte nr", 8.0,
     "prior from the catalogue: literature; not measured in the field",
     "A strong cell, never heard before, that lives only minutes",
     "needs a carrier history over several days, which is not kept yet", 0, "", "", ""},
    {"DY03", "too_strong", Family::kDy, "gsm lte", 6.0,
     "prior from the catalogue: counted in recordings and a peer's threshold; not measured in the field",
     "A level far above the highest that the baseline holds for this cell, or for this carrier where the "
     "cell is new",
     "", 1, "baseline with the same receiver gain, or two other known cells to correct for it",
     "an in-building system or small cell close by|a changed antenna or gain of the sensor|a temporary cell "
     "for an event",
     "listen from a second place; compare the other cells' levels"},
    {"DY04", "power_step", Family::kDy, "gsm lte", 6.0,
     "prior from the catalogue: a peer's threshold and judgement; not measured in the field",
     "The level rises within seconds while the other cells' levels stay", "", 1,
     "another cell in the same dwells, and a sensor that does not move",
     "something that stood in the way moved|a repeater switched on|energy saving of the site ended",
     "whether the frame timing and carrier stayed the same across the step"},
    {"DY05", "moving_transmitter", Family::kDy, "gsm umts lte nr", 18.0,
     "prior from the catalogue: literature and judgement; not measured in the field",
     "Arrival time, level and Doppler that move together against three fixed cells",
     "needs a carrier history over several days, which is not kept yet", 0, "", "", ""},
    {"DY06", "area_rotation", Family::kDy, "gsm", 25.0,
     "prior from the catalogue: literature; not measured in the field",
     "Two changes of area code within half an hour on one carrier and BSIC, each value read in two blocks; "
     "less where the frame count broke as well",
     "", 1, "its identity, each value read in two blocks",
     "two cells of one BSIC on one carrier, heard in turn (held back when values come back and the frame "
     "count breaks)|a network being rebuilt",
     "the frame count across the change"},
    {"DY07", "ci_rotation", Family::kDy, "gsm", 20.0,
     "prior from the catalogue: literature; not measured in the field",
     "Two changes of cell identity within half an hour on one carrier and BSIC, as DY06", "", 1,
     "its identity, each value read in two blocks", "as DY06", "the frame count across the change"},
    {"DY08", "carrier_hopping_bts", Family::kDy, "gsm umts lte nr", 12.0,
     "prior from the catalogue: judgement; not measured in the field",
     "One fingerprint that comes back on other carriers", kNotBuilt, 0, "", "", ""},
    {"DY09", "paging_poverty_gsm", Family::kDy, "gsm", 10.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "Fewer than 20 mobiles paged in ten seconds where its area's other cells page five times as many; half "
     "where it pages nobody and there is nobody to compare with",
     "", 1, "half a minute of its control channel", "a small area, a quiet night, the country",
     "paging of cells of the same area: they page alike"},
    {"DY10", "paging_poverty_lte", Family::kDy, "lte", 7.0,
     "prior from the catalogue: judgement; not measured in the field",
     "Nobody paged in a minute while its area's other cells page twenty or more", "", 2,
     "a minute of its paging, read well, and of another cell's of its area",
     "networks that page in the last cell first|a cell that nobody camps on", "an hour of both"},
    {"DY11", "paging_imsi", Family::kDy, "gsm lte", 8.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "A share of pagings by permanent identity ten times that of the baseline or of its network's other "
     "cells; identities themselves are never kept",
     "", 2, "fifty mobiles paged, and a baseline or other cells of its network",
     "a register that was restarted|networks that always page so",
     "whether the other cells of its area do so too"},
    {"DY12", "no_user_traffic", Family::kDy, "lte", 7.0,
     "prior from the catalogue: a peer's threshold and judgement; not measured in the field",
     "Over five minutes at most one in fifty of its resource blocks carries user data, where each of its "
     "network's other cells uses three times as many or more",
     "", 2, "five minutes and ten dwells 10 dB above noise, of it and of two other cells of its network",
     "a new site before its opening|a layer for the busy hours|an hour at night",
     "the same by day; whether phones stay on it"},
    {"DY13", "assign_nonhopping", Family::kDy, "gsm", 6.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "No assignment hops where 95 in 100 of its network's do; less where it has one carrier", "", 1,
     "ten assignments of its own and of another cell's", "a small cell with one carrier",
     "the number of carriers it names"},
    {"DY14", "orphan_channels", Family::kDy, "gsm", 5.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "Channels assigned and left idle",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"DY15", "sfn_restart", Family::kDy, "gsm lte", 8.0,
     "prior from the catalogue: judgement; not measured in the field",
     "The frame count breaks, against its own clock, again and again although carrier, physical id and "
     "configuration stay",
     "", 1, "several dwells without lost samples",
     "a planned restart, once, at night|two cells of one physical id heard in turn",
     "two synchronisation peaks (RF05); whether the sensor lost samples uncounted"},
    {"DY16", "si_change_without_notice", Family::kDy, "lte", 5.0,
     "prior from the catalogue: judgement; not measured in the field",
     "System information, or its value tag, that changed away from the frames at which it may, by system "
     "information block 2; or (0.7) at one of them, while none of ten paging messages or more of the "
     "modification period before announced it",
     "", 1, "listening to the cell while it changes, and its system information block 2",
     "paging that was not read|a cell that began anew", "the same at the next change"},
    {"DY17", "lau_storm_seen_as_ia", Family::kDy, "gsm", 9.0,
     "prior from the catalogue: judgement; not measured in the field",
     "Assignments at five times its own rate of before, or of the baseline, for half a minute, while paging "
     "stays",
     "", 1, "three minutes of its control channel, or a baseline",
     "a train or a jam at the border of an area|a restart of the cell",
     "whether it lasts; the causes that phones give"},
    {"DY18", "rach_prach_storm", Family::kDy, "lte", 9.0,
     "prior from the catalogue: judgement; not measured in the field",
     "Five times as many random accesses answered as in the minutes before, or by its network's other cells, "
     "for half a minute, with paging as usual",
     "", 1, "two minutes of listening, or other cells of its network",
     "the end of an event, a train that arrives|a neighbour that failed|a cell that began anew",
     "whether it goes on; whether cells around it lose their traffic"},
    {"DY19", "schedule_pattern", Family::kDy, "gsm umts lte nr", 6.0,
     "prior from the catalogue: literature; not measured in the field",
     "One fingerprint at repeated hours or places",
     "needs a carrier history over several days, which is not kept yet", 0, "", "", ""},
    {"RF01", "cfo_cohort", Family::kRf, "gsm lte", 20.0,
     "prior from the catalogue: literature; not measured in the field",
     "The carrier differs from where the other cells of the same tuning put it: by 0.15 ppm weakly, by 0.5 "
     "ppm strongly. Base stations keep 0.05 ppm (wide area), 0.1 ppm (medium and local area), 0.25 ppm "
     "(home), TS 36.104, section 6.5.1; GSM's 0.05 to 0.1 ppm, TS 45.010, section 5.1",
     "", 1, "three other confirmed cells in one tuning that agree with each other",
     "a home cell, for which 0.25 ppm is allowed|Doppler, when sensor or cell moves: 0.1 ppm at 30 m/s|a "
     "base station "
     "that lost its reference",
     "ten minutes of its carrier: a reference that is lost drifts slowly, a cheap oscillator warms up; the "
     "site's other sectors shift with it"},
    {"RF02", "cfo_history", Family::kRf, "lte", 12.0,
     "prior from the catalogue: literature; not measured in the field",
     "A carrier that moved against its own mean of seven days while the others stood",
     "needs a carrier history over several days, which is not kept yet", 0, "", "", ""},
    {"RF03", "cfo_instability", Family::kRf, "gsm", 12.0,
     "prior from the catalogue: literature; not measured in the field",
     "A carrier ten times less steady over ten seconds than the other cells', or one that drifts by 0.1 ppm "
     "in ten minutes",
     "", 1, "a minute of three other cells in one tuning",
     "fading while something moves|a base station that lost its reference",
     "ten minutes more: a warm oscillator stops drifting"},
    {"RF04", "clock_ratio", Family::kRf, "lte", 10.0,
     "prior from the catalogue: literature and judgement; not measured in the field",
     "Carrier and symbol clock that do not share one source",
     "needs a measurement that the receiver does not make yet", 0, "", "", ""},
    {"RF05", "two_sync_same_pci", Family::kRf, "lte", 30.0,
     "prior from the catalogue: literature and judgement; not measured in the field",
     "The synchronisation signals of one physical cell id arrive twice, further apart than any usual "
     "multipath",
     "", 1, "half a minute of listening",
     "an on-frequency repeater or distributed antenna (same carrier: half weight)|a far cell that uses the "
     "same physical id, weak and there for days|an echo in mountains",
     "the carriers of the two peaks over minutes: two clocks drift apart, a repeater does not; the baseline "
     "of other days"},
    {"RF06", "pbch_sib_conflict", Family::kRf, "lte", 22.0,
     "prior from the catalogue: literature; not measured in the field",
     "A message (MIB, SIB1 or another) replaced by another and back within 40 s, each content read twice or "
     "more each time, with the frame count running on all the while. Access barring and the schedule of "
     "warnings are left out, and what comes back under a new value tag",
     "", 2, "its MIB, better its system information",
     "two cells of one PCI on one carrier, heard in turn (held back where the frame count breaks or was not "
     "read)|a network that takes a change back at once",
     "whether it goes on; the level of the subframes (RF07)"},
    {"RF07", "overshadow_power", Family::kRf, "lte", 14.0,
     "prior from the catalogue: literature and judgement; not measured in the field",
     "Subframes with SIB1, other system information or paging whose reference signals arrive 3 dB or more "
     "above those of the subframes next to them",
     "", 1, "a recording as wide as the cell, and eight such subframes in a dwell",
     "a cell of the same reference signals' places that is silent at the same times|fading in step with the "
     "messages, which does not last",
     "whether the messages' contents changed with it (RF06)"},
    {"RF08", "tdd_misaligned", Family::kRf, "lte nr", 22.0,
     "prior from the catalogue: literature; not measured in the field",
     "A TDD cell out of step with three others of its band",
     "needs a measurement that the receiver does not make yet", 0, "", "", ""},
    {"RF09", "sfn_vs_gps", Family::kRf, "nr lte", 15.0,
     "prior from the catalogue: literature; not measured in the field",
     "A frame number that disobeys GPS time while the siblings obey",
     "needs the sensor's position or GPS time", 0, "", "", ""},
    {"RF10", "site_timing_broken", Family::kRf, "lte nr gsm", 12.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A sector that drifts against the other sectors of its site", kNotBuilt, 0, "", "", ""},
    {"RF11", "antenna_ports", Family::kRf, "lte", 8.0,
     "prior from the catalogue: judgement; not measured in the field",
     "The number of antenna ports is not the one this cell had, or is one where the carrier's other cells "
     "have two or four",
     "", 2, "baseline, tower list with ports, or two other confirmed cells on the carrier",
     "a small or indoor cell with one antenna|an antenna branch switched off to save energy or for repair",
     "whether it returns to the old number; its identity"},
    {"RF12", "nr_single_beam", Family::kRf, "nr", 6.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A macro NR cell that sends a single beam", "needs an NR receiver, which is not built yet", 0, "", "",
     ""},
    {"RF13", "dc_spur_iq_image", Family::kRf, "lte gsm nr", 8.0,
     "prior from the catalogue: judgement; not measured in the field",
     "Carrier leakage or an image that good transmitters do not have",
     "needs a measurement that the receiver does not make yet", 0, "", "", ""},
    {"RF14", "evm_spectral", Family::kRf, "gsm lte", 8.0,
     "prior from the catalogue: literature; not measured in the field",
     "GSM: a phase error above 5 degrees r.m.s. at 25 dB of SNR or more; LTE: broadcast symbols more than 12 "
     "% "
     "off beyond what noise explains, noise 25 dB below and no other cell on the carrier within 25 dB. That "
     "other cells do not show",
     "", 2, "25 dB of SNR; better with other cells in the tuning",
     "this receiver overloaded|interference from a cell on the same carrier", "less gain; a second receiver"},
    {"RF15", "c0_not_constant", Family::kRf, "gsm", 15.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A beacon carrier that falls by 6 dB or more in unused timeslots", "", 1, "bursts in all timeslots",
     "a gain control of this receiver|a faulty transmitter",
     "whether other carriers fall at the same instants"},
    {"RF16", "tsc_bcc", Family::kRf, "gsm", 8.0,
     "prior from the catalogue: judgement; not measured in the field",
     "Control bursts with a training sequence other than the colour code's", "", 1,
     "sixteen control bursts in a dwell", "bursts of another cell on the same carrier",
     "the carrier with a directional antenna"},
    {"RF17", "broadband_jam", Family::kRf, "lte", 8.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A floor 10 dB above what it was in this run over 5 MHz or more for 20 s, while the rest of the window "
     "or "
     "another one stayed. Told of the strongest cell of the tuning, or of the strongest that was heard",
     "", 2, "a minute of the window before, with the same gain; a window wider than what rose, or others",
     "another kind of transmitter switched on|a switch-mode supply or a faulty amplifier close by|this "
     "receiver "
     "overloaded",
     "less gain: what is overload falls by more; a second place"},
    {"RF18", "sync_jam", Family::kRf, "lte", 12.0,
     "prior from the catalogue: literature; not measured in the field",
     "The middle 1.08 MHz of a carrier 10 dB above the rest of its width while three cells known there are "
     "no "
     "longer decoded. Told of the strongest cell of the tuning, or of the strongest that was heard",
     "", 1, "ten dwells of three cells on a carrier of 3 MHz or more before",
     "a narrow transmitter on the same frequency|a new cell of 1.4 MHz", "the spectrum of the carrier"},
    {"RF19", "repeater_or_relay", Family::kRf, "lte", 0.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A delayed copy with the same carrier: a repeater, not a rogue",
     "needs a measurement that the receiver does not make yet", 0, "", "", ""},
    {"RF20", "fingerprint_match_rogue", Family::kRf, "gsm umts lte nr", 18.0,
     "prior from the catalogue: literature; not measured in the field",
     "A fingerprint seen in confirmed cases", "needs a library of fingerprints of confirmed cases", 0, "", "",
     ""},
    {"RF21", "level_geometry", Family::kRf, "gsm lte", 14.0,
     "prior from the catalogue: literature; not measured in the field",
     "A level that the listed site cannot give through free space, with 6 dB to spare and 10 dBi for the "
     "receiver's antenna. Receivers are not calibrated: the level is taken as what it is at least, so far "
     "above "
     "a noise that no receiver is below. Only gross cases are seen so",
     "", 1,
     "its identity; the sensor's position; a list of an operator or regulator with places and radiated power "
     "(eirp_dbm)",
     "a repeater or an indoor antenna of the listed cell|a wrong place or power in the list|an antenna with "
     "more gain than rf21.antenna_dbi",
     "its level from a second place; whether the listed site is on air"},
    {"RF22", "ta_geometry", Family::kRf, "gsm", 10.0,
     "prior from the catalogue: judgement; not measured in the field",
     "Nearly all phones that it serves are within a kilometre though the list has its site further away, and "
     "it is strong here; less where only a crowd has its place",
     "", 2, "tower list with places, the sensor's position, ten assignments",
     "a micro cell or repeater of the listed cell|a list with a wrong place", "a survey of its place"},
    {"WM01", "pws_single_source", Family::kWm, "lte", 18.0,
     "prior from the catalogue: literature; not measured in the field",
     "A public warning on one cell only: two other cells of its tracking area say in system information "
     "block "
     "1, for half a minute after it was first heard, that they broadcast none, and no other cell carries it; "
     "cells of its network but of other areas count 0.7. One dwell is enough, while it is scheduled",
     "", 2, "two other cells of its network, listened to for half a minute",
     "a warning for the place of one cell|a test of one site|a warning that has just ended elsewhere",
     "the network's or the authority's own list of warnings; more cells of the area"},
    {"WM02", "pws_not_in_feed", Family::kWm, "lte nr umts gsm", 8.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A public warning that the official feed does not have", "needs a feed from outside", 0, "", "", ""},
    {"WM03", "pws_on_flagged_cell", Family::kWm, "gsm lte", 15.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A public warning on a cell that other evidence, of families other than this one, puts on watch", "", 1,
     "its warnings; evidence of other kinds", "a real warning, on a cell that is odd for another reason",
     "whether other cells carry the same warning"},
    {"WM04", "pws_format", Family::kWm, "gsm lte", 6.0,
     "prior from the catalogue: judgement; not measured in the field",
     "A public warning that has another content than before under the same serial number, or than another "
     "cell's where the number is its network's or area's; or (half) one that holds a link or a telephone "
     "number. Language and geographical scope are shown, not judged: what is usual here is not known",
     "", 2, "the whole of a warning",
     "networks whose warnings hold links or numbers|a sender that forgets to count its updates",
     "the authority's own text of the warning"},
    {"WM05", "etws_paging_no_sib", Family::kWm, "lte", 5.0,
     "prior from the catalogue: judgement; not measured in the field",
     "Three paging messages that announce a warning, and in the minute after, none scheduled in system "
     "information block 1 nor heard",
     "", 1, "a minute of its paging",
     "a warning that was cancelled at once|a network that announces before each repetition",
     "its system information block 1 while it announces"},
    {"SG01", "exposing_ratio", Family::kSg, "lte gsm umts", 20.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "A share of identity-exposing messages beyond what honest cells show",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"SG02", "identity_request_flow", Family::kSg, "gsm lte nr", 15.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "Identity requests out of the usual order",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"SG03", "reject_burst", Family::kSg, "gsm umts lte nr", 15.0,
     "prior from the catalogue: counted in recordings and a peer's threshold; not measured in the field",
     "A burst of rejections", "needs signalling metadata, which is off by default and not built yet", 0, "",
     "", ""},
    {"SG04", "auth_mac_failure_loop", Family::kSg, "lte nr umts", 18.0,
     "prior from the catalogue: counted in recordings; not measured in the field",
     "Authentications that fail again and again",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"SG05", "numb", Family::kSg, "lte", 12.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "An authentication rejection out of order",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"SG06", "plain_after_security", Family::kSg, "lte nr", 12.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "Plain messages after security was on",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"SG07", "aka_bypass", Family::kSg, "lte", 18.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "A data bearer before security", "needs signalling metadata, which is off by default and not built yet",
     0, "", "", ""},
    {"SG08", "meas_or_rlf_before_security", Family::kSg, "lte", 10.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "Measurement reports asked for before security",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"SG09", "location_request", Family::kSg, "gsm lte nr", 6.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "A location request that nobody called for",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"SG10", "silent_sms", Family::kSg, "gsm", 4.0,
     "prior from the catalogue: a peer's threshold; not measured in the field",
     "A short message of the silent kind",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"SG11", "sms_right_after_lu", Family::kSg, "gsm", 25.0,
     "prior from the catalogue: literature; not measured in the field",
     "Short messages at once after a location update, again and again",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"SG12", "cmc_delay", Family::kSg, "gsm", 5.0,
     "prior from the catalogue: a peer's threshold; not measured in the field", "Ciphering completed late",
     "needs signalling metadata, which is off by default and not built yet", 0, "", "", ""},
    {"SG13", "missing_previous_area", Family::kSg, "gsm umts lte nr", 25.0,
     "prior from the catalogue: literature; not measured in the field",
     "Updates from areas that do not exist, seen by the operator", "needs a feed from outside", 0, "", "",
     ""},
    {"SG14", "modem_alert_import", Family::kSg, "lte nr gsm", 8.0,
     "prior from the catalogue: literature; not measured in the field",
     "A phone's own alert at the same time and place", "needs a feed from outside", 0, "", "", ""},
    {"MS01", "footprint_too_small", Family::kMs, "gsm umts lte nr", 12.0,
     "prior from the catalogue: literature; not measured in the field",
     "Strong at one sensor, absent at its neighbours", "needs several sensors", 0, "", "", ""},
    {"MS02", "same_id_two_places", Family::kMs, "gsm umts lte nr", 25.0,
     "prior from the catalogue: judgement; not measured in the field",
     "One identity at two sensors with timing that one place cannot give", "needs several sensors", 0, "", "",
     ""},
    {"MS03", "tdoa_or_rss_fix_mismatch", Family::kMs, "gsm umts lte nr", 18.0,
     "prior from the catalogue: literature; not measured in the field",
     "A position fix far from the listed place", "needs several sensors", 0, "", "", ""},
    {"MS04", "track", Family::kMs, "gsm umts lte nr", 25.0,
     "prior from the catalogue: literature; not measured in the field",
     "A position fix that drives along a road", "needs several sensors", 0, "", "", ""},
    {"MS05", "fingerprint_many_sites", Family::kMs, "gsm umts lte nr", 15.0,
     "prior from the catalogue: literature; not measured in the field",
     "One unknown fingerprint at distant places", "needs several sensors", 0, "", "", ""},
    {"MS06", "fleet_novelty", Family::kMs, "gsm umts lte nr", 5.0,
     "prior from the catalogue: judgement; not measured in the field",
     "New at all sensors, with no change of its siblings", "needs several sensors", 0, "", "", ""},
    {"MS07", "complaint_correlation", Family::kMs, "gsm umts lte nr", 15.0,
     "prior from the catalogue: literature; not measured in the field", "Complaints about spam near the cell",
     "needs a feed from outside", 0, "", "", ""},
});

constexpr std::array kSuppressors = std::to_array<SuppressorInfo>({
    {"X01", "border_or_sea", "ID01 ID18",
     "A territory that shares the country's code, and may have GSM still, is within 35 km of the sensor "
     "(ID18); "
     "the sensor is far from all coasts (ID01)",
     true},
    {"X02", "private_or_test", "ID02 ID04 ID07 ID17 BP09 BP11 BP12 BP15 BP16 BP18 DG03",
     "A test network (001, 999), or a code of nobody's, that the site does not list as its own: stock values "
     "say nothing, and "
     "without "
     "evidence of place, traffic or transmitter it stays below suspect",
     true},
    {"X03", "gsm_r", "ID05 BP05 BP06 BP07 BP08 DG04 ID18", "A railway network, by its carrier or code", true},
    {"X04", "shared_network", "ID01 ID03 ID04 ID05", "Any of a shared cell's networks fits", true},
    {"X05", "replan_night", "ID07 ID08 ID09 ID10 ID11",
     "Five cells of the network, or three of more than one site, are unlike what is known of them in the "
     "same way: a "
     "network that is being planned anew, or an old list",
     true},
    {"X06", "repeater_das", "RF05 RF04 DY03", "A second copy with the same carrier: half quality", true},
    {"X07", "event_cow", "ID05 DY01 DY02 DY03", "A temporary cell in step with its network", false},
    {"X08", "vehicle_or_ship_cells", "DY05 ID07",
     "All its networks are of ships and aircraft (901, 902, 991)", true},
    {"X09", "femto", "ID19", "A home cell that is not among the three strongest", true},
    {"X10", "nsa_only_nr", "BP13 BP10 DY12", "An NR cell that only adds to LTE", false},
    {"X11", "sensor_moving", "DY01 DY02 DY03 DY04 DY05 ID12",
     "The sensor moves: histories of one place say nothing", true},
    {"X12", "sensor_fault", "all",
     "Samples lost or clipped, or all cells shift together: the dwell is not judged", true},
    {"X13", "decode_doubt", "all",
     "Not confirmed, too few decodes, or a decode too near to noise: nothing counts", true},
    {"X14", "recording_edges", "DY01 DY02 SG02 SG05",
     "The first minute of listening: what was there before is unknown", true},
    {"X15", "energy_saving", "DY02 DY12 DG10", "Carriers that switch off at known hours", false},
    {"N1", "trusted_list_match", "ID BP",
     "Identity, or carrier and physical id, and every listed value agree with a trusted list: 10 points",
     true},
    {"N2", "stable_history", "ID BP DY", "Known here unchanged for two weeks: 10 points", true},
    {"N3", "named_by_neighbours", "ID", "Named by two trusted cells: 8 points", false},
    {"N4", "locked_to_sibling", "ID DY", "Carrier and timing locked to a known cell of the site: 10 points",
     false},
    {"N5", "traffic_like_siblings", "ID DY", "Carries traffic like its siblings: 6 points", false},
});

}  // namespace

std::span<const RuleInfo> rule_catalogue() noexcept {
  return kRules;
}

const RuleInfo* find_rule(std::string_view id) noexcept {
  const auto found = std::ranges::find(kRules, id, &RuleInfo::id);
  return found == kRules.end() ? nullptr : &*found;
}

bool is_about(const RuleInfo& rule, Rat rat) noexcept {
  const std::string_view name = to_string(rat);
  std::string_view left = rule.rats;
  while (!left.empty()) {
    const auto end = std::min(left.find(' '), left.size());
    if (left.substr(0, end) == name) return true;
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return false;
}

std::span<const SuppressorInfo> suppressor_catalogue() noexcept {
  return kSuppressors;
}

}  // namespace cellwarden::detector
