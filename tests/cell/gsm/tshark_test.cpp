// What tshark reads in a message, and what the parser reads, field by field: real cells' messages, laboratory
// ones, and random ones of every kind.
#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "cell/gsm/system_information.hpp"
#include "tests/catch.hpp"
#include "tests/cell/gsm/corpus.hpp"
#include "tests/cell/gsm/message_maker.hpp"
#include "tests/cell/gsm/tshark.hpp"
#include "tests/cell/gsm/tshark_view.hpp"

namespace cellwarden::gsm {
namespace {

// Shown by tshark and not compared by name: choice bits, which the presence of what they announce stands for;
// values that another name holds; texts and octets of what is compared in parts.
bool is_left_out(const std::string& name) {
  static const std::set<std::string> kNames{"1800_reporting.present",
                                            "1900_reporting.present",
                                            "3g_additional_measurement_parameters_description",
                                            "3g_additional_measurement_parameters_description_2",
                                            "3g_csg_description",
                                            "3g_measurement_parameters_description",
                                            "3g_neighbour_cell_description",
                                            "3g_priority_parameters_description",
                                            "400_reporting.present",
                                            "700_reporting",
                                            "810_reporting",
                                            "850_reporting.present",
                                            "900_reporting.present",
                                            "additional_lsa_id",
                                            "additional_rtd",
                                            "additional_rtd_struct",
                                            "additions_in_r99",
                                            "additions_in_rel_4",
                                            "additions_in_rel_5",
                                            "additions_in_rel_6",
                                            "additions_in_rel_7",
                                            "additions_in_rel_8",
                                            "arfcn.present",
                                            "arfcn_index_list",
                                            "ba_index_start_bsic.present",
                                            "ba_index_start_rtd.present",
                                            "bandwidth_fdd_present",
                                            "bandwidth_tdd_present",
                                            "c1_delta_present",
                                            "cbq3.present",
                                            "ccn_support_description",
                                            "ccn_supported",
                                            "cell_id.present",
                                            "default_utran_priority_parameters",
                                            "e212.mcc.non_decimal",
                                            "e212.mnc.non_decimal",
                                            "egprs_supported",
                                            "elem_id",
                                            "eutran_csg_description",
                                            "eutran_earfcn.present",
                                            "eutran_fdd_reporting",
                                            "eutran_fdd_reporting.present",
                                            "eutran_fdd_reporting_offset.present",
                                            "eutran_fdd_reporting_threshold",
                                            "eutran_fdd_reporting_threshold_2.present",
                                            "eutran_measurement_bandwidth.present",
                                            "eutran_measurement_parameters_description",
                                            "eutran_parameters_description",
                                            "eutran_pcid_bitmap_group.present",
                                            "eutran_priority.present",
                                            "eutran_qrxlevmin.present",
                                            "eutran_reporting",
                                            "eutran_tdd_measurement_report_offset.present",
                                            "eutran_tdd_reporting",
                                            "eutran_tdd_reporting.present",
                                            "eutran_tdd_reporting_offset.present",
                                            "eutran_tdd_reporting_threshold_2.present",
                                            "fdd_information",
                                            "fdd_parameters",
                                            "fdd_reporting_parameters",
                                            "fdd_reporting_threshold_2.present",
                                            "field_bit_long",
                                            "format_id",
                                            "gprs_3g_measurement_parameters_description",
                                            "gprs_bsic_description",
                                            "gprs_eutran_measurement_parameters_description",
                                            "gprs_indicator",
                                            "gprs_measurement_parameters_description",
                                            "gprs_mobile_allocation",
                                            "gprs_real_time_difference_description",
                                            "gprs_report_priority_description",
                                            "gsm_a.L3_protocol_discriminator",
                                            "gsm_a.dtap.msg_rr_type",
                                            "gsm_a.skip.ind",
                                            "l2_pseudo_len",
                                            "lb_ms_txpwr_max_cch.present",
                                            "lsa_id_information",
                                            "lsa_id_type",
                                            "lsa_parameters",
                                            "ma_bitmap",
                                            "maio.present",
                                            "mcc_mnc_parameters",
                                            "measurement_parameters_description",
                                            "message_elements",
                                            "msms_procedures",
                                            "multiband_reporting.present",
                                            "nc_measurement_parameters",
                                            "nc_periods",
                                            "nch_position.present",
                                            "optional_extensions_present",
                                            "orig_arfcn",
                                            "padding_bits",
                                            "pan_bits_present",
                                            "pbcch_use_bcch",
                                            "pcid_pattern.present",
                                            "peo_dsc_and_rcc_present",
                                            "power_offset.present",
                                            "priority_and_eutran_param_description",
                                            "psc_pattern.present",
                                            "psc_present",
                                            "repeated_csg_fdd_uarfcn",
                                            "repeated_csg_psc_split_struct",
                                            "repeated_earfcn",
                                            "repeated_eutran_frequency_index",
                                            "repeated_eutran_neighbour_cells",
                                            "repeated_eutran_not_allowed_cells",
                                            "repeated_eutran_pcid_ta_mapping",
                                            "repeated_pcid",
                                            "repeated_pcid_group",
                                            "repeated_umts_fdd_neighbour_cells",
                                            "repeated_umts_fdd_neighbour_cells_earlier_version_bit_reserved",
                                            "repeated_umts_tdd_neighbour_cells",
                                            "repeated_umts_tdd_neighbour_cells_earlier_version_bit_reserved",
                                            "repeated_utran_frequency_index",
                                            "repeated_utran_priority_parameters",
                                            "repeating_pcid_group",
                                            "reporting_quantity.present",
                                            "rfl_number.present",
                                            "rtd",
                                            "rtd12",
                                            "rtd6",
                                            "scheduling_if_and_where",
                                            "sdcch4_sdcchc4_cbch",
                                            "sdcch8_sdcchc8_cbch",
                                            "selection_parameters",
                                            "serving_cell_priority_parameters_description",
                                            "serving_reporting.present",
                                            "si13_change_mark.present",
                                            "si13alt_position.present",
                                            "si21_indicator",
                                            "si2quater_indicator",
                                            "si2ter_mp_change_mark.present",
                                            "si_2quater_extension_information",
                                            "si_change_alt",
                                            "spare",
                                            "tch_acch",
                                            "tch_facch_sacchm",
                                            "tchf_acchs",
                                            "tdd_information",
                                            "tdd_multirat_reporting.present",
                                            "tdd_parameters",
                                            "tdd_reporting_parameters",
                                            "thresh_eutran_low.present",
                                            "thresh_utran_low.present",
                                            "unknown_channel_info",
                                            "utran_fdd_description",
                                            "utran_fdd_description_earlier_version_bit_reserved1",
                                            "utran_fdd_description_earlier_version_bit_reserved2",
                                            "utran_frequency_index.present",
                                            "utran_priority.present",
                                            "utran_qrxlevmin.present",
                                            "utran_tdd_description",
                                            "utran_tdd_description_earlier_version_bit_reserved1",
                                            "utran_tdd_description_earlier_version_bit_reserved2",
                                            "w_elements"};
  return kNames.contains(name);
}

// Where tshark 4.0 is known to be wrong, and everything after it in the message is wrong with it.
bool is_misread_by_tshark(const L2Block& block, const Message& message) {
  if (const auto* si2quater = std::get_if<Si2quater>(&message)) {
    const auto& rest = si2quater->rest;
    // It reads the choice bit of 12-bit real time differences twice, does not step over the first bit of the
    // UTRA groups, and does not know the frequency indices of the E-UTRA groups and of the tracking areas.
    return rest.rtd_12_bits || rest.utra_closed_groups ||
           (rest.eutra_closed_groups && !rest.eutra_closed_groups->splits.empty()) ||
           (rest.priorities && rest.priorities->eutra && !rest.priorities->eutra->tracking_areas.empty());
  }
  if (const auto* si4 = std::get_if<Si4>(&message)) {
    // It takes rest octets that begin like an element for one, whatever the pseudo length says.
    const std::size_t rest_at = (block[0] >> 2U) + std::size_t{1};
    return rest_at < block.size() && (block[rest_at] == 0x64 || block[rest_at] == 0x72) &&
           si4->cell_broadcast_allocation.empty();
  }
  return false;
}

std::string short_name(const std::string& name) {
  constexpr std::string_view kPrefix = "gsm_a.rr.";
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name;
}

struct Shown {
  std::vector<std::int64_t> values;
  bool is_cut_short = false;  // a text that tshark ended before its end
};

Shown channels_in(const std::string& text) {
  constexpr std::size_t kLongestText = 220;
  Shown shown;
  shown.is_cut_short = text.size() > kLongestText;
  std::istringstream in(text.substr(text.find('=') + 1));
  for (std::int64_t number = 0; in >> number;) shown.values.push_back(number);
  if (shown.is_cut_short && !shown.values.empty()) shown.values.pop_back();
  std::sort(shown.values.begin(), shown.values.end());
  return shown;
}

Shown values_of(const std::string& name, const std::vector<std::string>& texts) {
  if (name == "arfcn_list") return channels_in(texts.at(0));
  Shown shown;
  for (const std::string& text : texts) {
    if (name == "inc_arfcn_bitmap") {
      std::istringstream in(text);
      for (std::string octet; std::getline(in, octet, ':');)
        shown.values.push_back(std::stoll(octet, nullptr, 16));
    } else {
      shown.values.push_back(std::stoll(text, nullptr, 0));
    }
  }
  return shown;
}

// Fields that tshark shows although they are not there, or are no numbers.
bool is_shown_in_vain(const std::string& name, const Message& message) {
  if (const auto* si13 = std::get_if<Si13>(&message)) {
    // It takes the padding after Release 6 for what Release 13 added.
    const std::set<std::string> added{"peo_dsc", "gsm_a.rr_rcc", "c1_delta_min", "c1_delta_max"};
    if (name == "extension_length") return true;  // what it holds is compared
    return added.contains(name) && !(si13->rest.content && si13->rest.content->si_change_alt);
  }
  const bool is_network = name.starts_with("e212.lai");
  if (const auto* si3 = std::get_if<Si3>(&message)) return is_network && !si3->area.plmn;
  if (const auto* si4 = std::get_if<Si4>(&message)) {
    // It reads the place of SI13alt, the last field, one bit too far.
    return (is_network && !si4->area.plmn) || name == "si13alt_position";
  }
  return false;
}

struct Compared {
  std::size_t messages = 0;
  std::size_t misread = 0;
  std::size_t values = 0;
};

void compare(const L2Block& block, const test::TsharkFields& theirs, const std::set<std::string>& known,
             Compared& compared) {
  const auto message = parse(block);
  REQUIRE(message);
  ++compared.messages;
  if (is_misread_by_tshark(block, *message)) {
    ++compared.misread;
    return;
  }
  const test::View ours = test::view_of(*message);
  std::set<std::string> compared_names;
  for (const auto& [full_name, texts] : theirs) {
    const std::string name = short_name(full_name);
    CAPTURE(name);
    if (is_left_out(name) || is_shown_in_vain(name, *message)) continue;
    REQUIRE(known.contains(name));
    const Shown shown = values_of(name, texts);
    const auto found = ours.find(name);
    REQUIRE(found != ours.end());
    if (shown.is_cut_short) {
      REQUIRE(std::includes(found->second.begin(), found->second.end(), shown.values.begin(),
                            shown.values.end()));
    } else {
      REQUIRE(shown.values == found->second);
    }
    compared.values += shown.values.size();
    compared_names.insert(name);
  }
  for (const auto& [name, values] : ours) {
    CAPTURE(name);
    REQUIRE((values.empty() || compared_names.contains(name)));
  }
}

// \return nothing without tshark
std::optional<Compared> compare_all(const std::vector<L2Block>& blocks) {
  const auto theirs = test::show_tshark(blocks, test::GsmtapChannel::kBcch);
  if (!theirs) return std::nullopt;
  std::set<std::string> known;
  for (const L2Block& block : blocks) {
    for (const auto& [name, values] : test::view_of(*parse(block))) known.insert(name);
  }
  Compared compared;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    std::string hex;
    for (const std::uint8_t octet : blocks[i])
      hex += "0123456789abcdef"[octet >> 4U], hex += "0123456789abcdef"[octet & 15U];
    CAPTURE(hex);
    compare(blocks[i], (*theirs)[i], known, compared);
  }
  return compared;
}

}  // namespace

TEST_CASE("tshark reads real and laboratory cells' messages alike", "[cell][gsm][tshark]") {
  std::set<L2Block> distinct;
  for (const auto& cell : test::corpus_cells()) distinct.insert(cell.blocks.begin(), cell.blocks.end());
  for (const char* name : {"legit", "rogue"}) {
    for (const L2Block& block : test::laboratory_blocks(name)) {
      if (kind_of(block)) distinct.insert(block);
    }
  }
  if (distinct.empty()) return;
  const auto compared = compare_all({distinct.begin(), distinct.end()});
  if (!compared) return;
  CHECK(compared->messages > 300);
  CHECK(compared->misread == 0);
  CHECK(compared->values > 5000);
}

TEST_CASE("tshark reads random messages alike", "[cell][gsm][tshark]") {
  std::vector<L2Block> blocks;
  constexpr std::size_t kEach = 1200;
  for (std::size_t kind = 0; kind < kMessageKinds; ++kind) {
    test::MessageMaker maker(static_cast<std::uint32_t>(100 + kind));
    const std::size_t count = static_cast<MessageKind>(kind) == MessageKind::kSi2quater ? 4 * kEach : kEach;
    for (std::size_t i = 0; i < count; ++i) blocks.push_back(maker.make(static_cast<MessageKind>(kind)));
  }
  const auto compared = compare_all(blocks);
  if (!compared) return;
  CHECK(compared->messages == blocks.size());
  CHECK(compared->misread < blocks.size() / 20);
  CHECK(compared->values > 200000);
}

}  // namespace cellwarden::gsm
