// What tshark reads in a message, and what the readers read, field by field: laboratory cells' messages, real
// ones, and random ones of every kind. The encoder notes under which of tshark's names it writes what the
// readers kept: all that tshark shows besides must be named here.
#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "cell/lte/paging.hpp"
#include "cell/lte/system_information.hpp"
#include "cell/lte/warning_message.hpp"
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

TEST_CASE("the comparison names what differs, what is missing and what is too much") {
  const ShownFields ours{{"a", {"1", "2"}}, {"b", {"3"}}, {"c", {"4"}}};
  CHECK(difference(ours, ours).empty());
  CHECK(difference(ours, {{"a", {"1", "2"}}, {"b", {"5"}}, {"d", {"6"}}}) ==
        "b: ours 3, tshark's 5\nonly tshark: d 6\nonly ours: c 4\n");
}

void compare_all(const std::vector<Octets>& messages) {
  const auto seen = show_tshark(messages, "bcch.dl.sch");
  if (!seen) return;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto message = parse_bcch_dl_sch(messages[i]);
    REQUIRE(message);
    CAPTURE(i, message->content.index());
    REQUIRE(message->leftover == Leftover{});
    const std::string words = difference(synth::write_bcch_dl_sch(*message).shown(), compared((*seen)[i]));
    INFO(words);
    REQUIRE(words.empty());
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
  messages.reserve(400);
  while (messages.size() < 400) messages.push_back({make_sib1(random), {}});
  const auto octets = written(messages);
  for (std::size_t i = 0; i < messages.size(); ++i) REQUIRE(parse_bcch_dl_sch(octets[i]) == messages[i]);
  compare_all(octets);
}

TEST_CASE("random blocks are read as they were written, and as tshark reads them") {
  const auto kind = GENERATE(range(std::size_t{0}, kMadeKinds));
  CAPTURE(kind);
  synth::Random random{2, kind};
  std::vector<BroadcastMessage> messages;
  messages.reserve(200);
  while (messages.size() < 200) messages.push_back(message_of({make_block(random, kind)}));
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

// One page of a message of one segment.
BroadcastMessage page_of(std::vector<std::uint8_t> page, std::uint8_t scheme, std::uint16_t serial) {
  SystemInformationBlock12 block;
  block.segment = {4370, serial, true, 0, {1}, scheme};
  const auto used = static_cast<std::uint8_t>(page.size());
  page.resize(82);
  block.segment.octets.insert(block.segment.octets.end(), page.begin(), page.end());
  block.segment.octets.push_back(used);
  return message_of({block});
}

// tshark keeps the padding at a text's end, escaped as in C or in XML.
std::string without_return(std::string text) {
  for (const std::string padding : {"&#x0d;", "&#xD;", "\\r", "\r"}) {
    if (text.ends_with(padding)) text.resize(text.size() - padding.size());
  }
  return text;
}

std::vector<std::uint8_t> ucs2_of(const std::string& letters) {
  std::vector<std::uint8_t> octets;
  for (const char letter : letters) {
    octets.push_back(0);
    octets.push_back(static_cast<std::uint8_t>(letter));
  }
  return octets;
}

// Packed lowest bits first; where a whole septet is left in the last octet it is a carriage return.
std::vector<std::uint8_t> septets_of(std::string letters) {
  if (letters.size() % 8 == 7) letters.push_back('\r');
  std::vector<std::uint8_t> octets;
  unsigned held = 0;
  unsigned bits = 0;
  for (const char letter : letters) {
    held |= static_cast<unsigned>(letter) << bits;
    for (bits += 7; bits >= 8; bits -= 8, held >>= 8U) octets.push_back(static_cast<std::uint8_t>(held));
  }
  if (bits > 0) octets.push_back(static_cast<std::uint8_t>(held));
  return octets;
}

TEST_CASE("the text of warnings as tshark reads it") {
  synth::Random random{5};
  std::vector<BroadcastMessage> messages;
  for (std::uint16_t serial = 0; serial < 100; ++serial) {
    const bool is_ucs2 = serial % 2 == 0;
    std::string letters;
    for (std::uint64_t length = 1 + random.bits() % 41; letters.size() < length;)
      letters.push_back(static_cast<char>('a' + random.bits() % 26));
    messages.push_back(
        page_of(is_ucs2 ? ucs2_of(letters) : septets_of(letters), is_ucs2 ? 0x48 : 0x0F, serial));
  }
  const auto seen = show_tshark(written(messages), "bcch.dl.sch", true);
  if (!seen) return;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    WarningMessageAssembler assembler;
    const auto& blocks = std::get<SystemInformation>(messages[i].content).blocks;
    const auto message = assembler.take(std::get<SystemInformationBlock12>(blocks.front()).segment);
    REQUIRE(message);
    const auto text = text_of(*message);
    REQUIRE(text);
    const auto pages = (*seen)[i].find("warningMessageSegment.decoded_page");
    REQUIRE(pages != (*seen)[i].end());
    REQUIRE(without_return(pages->second.front()) == text->text);
  }
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
