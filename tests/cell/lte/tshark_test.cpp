// What tshark reads in a message, and what the readers read, field by field: laboratory cells' messages, real
// ones, and random ones of every kind. The encoder notes under which of tshark's names it writes what the
// readers kept: all that tshark shows besides must be named here.
#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "cell/lte/paging.hpp"
#include "cell/lte/system_information.hpp"
#include "tests/catch.hpp"
#include "tests/cell/lte/captures.hpp"
#include "tests/cell/lte/message_maker.hpp"
#include "tests/cell/lte/tshark.hpp"
#include "tests/synth/lte_rrc_encoder.hpp"

namespace cellwarden::lte::test {
namespace {

using synth::ShownFields;

// Shown by tshark and not compared by name: what it makes of fields that are compared as they were sent, and
// the octets of containers whose content is compared. A container that is not read makes the leftover differ.
bool is_left_out(const std::string& name) {
  static const std::set<std::string> kNames{"cdma_time",
                                            "lateNonCriticalExtension",
                                            "local_time",
                                            "serialNumber.gs",
                                            "serialNumber.msg_code",
                                            "serialNumber.upd_nb",
                                            "utc_time",
                                            "warningType.emergency_user_alert",
                                            "warningType.popup",
                                            "warningType.value"};
  // Joined segments: WarningMessageAssembler's matter.
  return kNames.count(name) > 0 || name.starts_with("warningMessageSegment.") ||
         name.starts_with("warningMessageSegment_r9.");
}

ShownFields compared(const ShownFields& shown) {
  ShownFields fields;
  for (const auto& [name, values] : shown) {
    if (!is_left_out(name)) fields[name] = values;
  }
  return fields;
}

std::string text_of(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += " " + value;
  return text;
}

// What differs, in words; empty where nothing does.
std::string difference(const ShownFields& ours, const ShownFields& theirs) {
  std::ostringstream out;
  for (const auto& [name, values] : theirs) {
    const auto found = ours.find(name);
    if (found == ours.end()) {
      out << "only tshark: " << name << text_of(values) << "\n";
    } else if (found->second != values) {
      out << name << ": ours" << text_of(found->second) << ", tshark's" << text_of(values) << "\n";
    }
  }
  for (const auto& [name, values] : ours) {
    if (theirs.count(name) == 0) out << "only ours: " << name << text_of(values) << "\n";
  }
  return out.str();
}

void compare_all(const std::vector<Octets>& messages) {
  const auto seen = show_tshark(messages, "bcch.dl.sch");
  if (!seen) return;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto message = parse_bcch_dl_sch(messages[i]);
    REQUIRE(message);
    CAPTURE(i, message->content.index());
    REQUIRE(message->leftover == Leftover{});
    REQUIRE(difference(synth::write_bcch_dl_sch(*message).shown(), compared((*seen)[i])) == "");
  }
}

std::vector<Octets> written(const std::vector<BroadcastMessage>& messages) {
  std::vector<Octets> octets;
  octets.reserve(messages.size());
  for (const BroadcastMessage& message : messages)
    octets.push_back(synth::write_bcch_dl_sch(message).octets());
  return octets;
}

BroadcastMessage message_of(std::vector<SystemInformationBlock> blocks) {
  return {SystemInformation{std::move(blocks)}, {}};
}

TEST_CASE("SIB1 of real cells as tshark reads it") {
  std::vector<Octets> messages;
  for (const HeardSib1& heard : heard_sib1()) messages.push_back(heard.octets);
  if (messages.empty()) return;
  CHECK(messages.size() >= 6);
  compare_all(messages);
}

TEST_CASE("a software base station's broadcasts as tshark reads them") {
  const auto messages = traced_broadcasts();
  if (messages.empty()) return;
  CHECK(messages.size() == 1790);
  compare_all(messages);
}

TEST_CASE("hand-made broadcasts as tshark reads them") {
  std::vector<Octets> messages;
  for (const NamedMessage& named : named_messages()) {
    if (!named.is_paging) messages.push_back(named.octets);
  }
  if (messages.empty()) return;
  compare_all(messages);
}

TEST_CASE("random SIB1 are read as they were written, and as tshark reads them") {
  synth::Random random{1};
  std::vector<BroadcastMessage> messages;
  for (int i = 0; i < 400; ++i) messages.push_back({make_sib1(random), {}});
  const auto octets = written(messages);
  for (std::size_t i = 0; i < messages.size(); ++i) REQUIRE(parse_bcch_dl_sch(octets[i]) == messages[i]);
  compare_all(octets);
}

TEST_CASE("random blocks are read as they were written, and as tshark reads them") {
  const auto kind = GENERATE(range(std::size_t{0}, kMadeKinds));
  CAPTURE(kind);
  synth::Random random{2, kind};
  std::vector<BroadcastMessage> messages;
  for (int i = 0; i < 200; ++i) messages.push_back(message_of({make_block(random, kind)}));
  const auto octets = written(messages);
  for (std::size_t i = 0; i < messages.size(); ++i) REQUIRE(parse_bcch_dl_sch(octets[i]) == messages[i]);
  compare_all(octets);
}

TEST_CASE("several blocks in one message") {
  synth::Random random{3};
  std::vector<BroadcastMessage> messages;
  for (std::size_t i = 0; i < 100; ++i) {
    messages.push_back(
        message_of({make_block(random, i % kMadeKinds), make_block(random, (i / 3) % kMadeKinds),
                    make_block(random, (i / 7) % kMadeKinds)}));
  }
  const auto octets = written(messages);
  for (std::size_t i = 0; i < messages.size(); ++i) REQUIRE(parse_bcch_dl_sch(octets[i]) == messages[i]);
  compare_all(octets);
}

std::size_t count_of(const ShownFields& seen, const std::string& name, const std::string& value) {
  const auto found = seen.find(name);
  if (found == seen.end()) return 0;
  return static_cast<std::size_t>(std::count(found->second.begin(), found->second.end(), value));
}

// What the reader of paging must tell of a message of which tshark shows this.
Paging expected_of(const ShownFields& seen) {
  Paging paging;
  PagingCounts& counts = paging.counts;
  counts.messages = 1;
  const auto count = [&seen](const std::string& name, const std::string& value) {
    return static_cast<std::uint32_t>(count_of(seen, name, value));
  };
  counts.s_tmsi_count = count("ue_Identity", "0");
  counts.imsi_count = count("ue_Identity", "1");
  counts.ng_5g_s_tmsi_count = count("ue_Identity", "2");
  counts.i_rnti_count = count("ue_Identity", "3");
  counts.records = counts.s_tmsi_count + counts.imsi_count + counts.ng_5g_s_tmsi_count + counts.i_rnti_count;
  counts.ps_records = count("cn_Domain", "0");
  counts.cs_records = count("cn_Domain", "1");
  counts.non_3gpp_records = count("accessType_r16", "0");
  counts.voice_records = count("pagingCause_r17", "0");
  paging.has_system_info_modification = count("systemInfoModification", "0") > 0;
  paging.has_etws_indication = count("etws_Indication", "0") > 0;
  paging.has_cmas_indication = count("cmas_Indication_r9", "0") > 0;
  paging.has_eab_param_modification = count("eab_ParamModification_r11", "0") > 0;
  paging.has_redistribution_indication = count("redistributionIndication_r13", "0") > 0;
  paging.has_system_info_modification_edrx = count("systemInfoModification_eDRX_r13", "0") > 0;
  paging.is_non_3gpp_access = count("accessType", "0") > 0;
  paging.has_uac_param_modification = count("uac_ParamModification_r16", "0") > 0;
  return paging;
}

void compare_paging(const std::vector<Octets>& messages) {
  const auto seen = show_tshark(messages, "pcch");
  if (!seen) return;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    CAPTURE(i);
    REQUIRE(parse_pcch(messages[i]) == expected_of((*seen)[i]));
  }
}

TEST_CASE("random paging is counted as tshark reads it") {
  synth::Random random{4};
  std::vector<Octets> messages;
  for (int i = 0; i < 400; ++i) {
    const auto plan = make_paging(random);
    const auto w = synth::write_pcch(plan);
    messages.push_back(w.octets());
    REQUIRE(parse_pcch(messages.back()) == expected_of(w.shown()));
  }
  compare_paging(messages);
}

TEST_CASE("hand-made paging is counted as tshark reads it") {
  std::vector<Octets> messages;
  for (const NamedMessage& named : named_messages()) {
    if (named.is_paging) messages.push_back(named.octets);
  }
  if (!messages.empty()) compare_paging(messages);
}

}  // namespace
}  // namespace cellwarden::lte::test
