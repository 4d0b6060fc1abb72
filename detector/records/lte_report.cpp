#include "detector/records/lte_report.hpp"

#include <array>
#include <utility>

#include "detector/broadcast_block.hpp"
#include "detector/precision.hpp"
#include "detector/records/lte_fields.hpp"
#include "detector/records/lte_measurements.hpp"
#include "detector/records/message_words.hpp"
#include "detector/records/report_fields.hpp"

namespace cellwarden::records {
namespace {

using lte::BlockCounts;
using lte::DownlinkReport;
using lte::HeardMessage;
using lte::PagingCounts;
using lte::PagingReport;

namespace at = cellwarden::places;

constexpr std::size_t kMaxPeaks = 16;

template <class Counts>
using NamedCount = std::pair<const char*, std::uint32_t Counts::*>;

constexpr std::array<NamedCount<PagingCounts>, 11> kPagingCounts{
    {{"messages", &PagingCounts::messages},
     {"records", &PagingCounts::records},
     {"s_tmsi_count", &PagingCounts::s_tmsi_count},
     {"imsi_count", &PagingCounts::imsi_count},
     {"ng_5g_s_tmsi_count", &PagingCounts::ng_5g_s_tmsi_count},
     {"i_rnti_count", &PagingCounts::i_rnti_count},
     {"unknown_kind_records", &PagingCounts::unknown_kind_records},
     {"ps_records", &PagingCounts::ps_records},
     {"cs_records", &PagingCounts::cs_records},
     {"non_3gpp_records", &PagingCounts::non_3gpp_records},
     {"voice_records", &PagingCounts::voice_records}}};
constexpr std::array<NamedCount<PagingReport>, 3> kIndications{
    {{"system_info_modifications", &PagingReport::system_info_modifications},
     {"etws_indications", &PagingReport::etws_indications},
     {"cmas_indications", &PagingReport::cmas_indications}}};

void put_peaks(JsonWriter& json, const std::vector<SyncPeak>& peaks) {
  if (peaks.empty()) return;
  json.key("other_peaks");
  json.begin_array();
  for (const SyncPeak& peak : peaks) {
    json.begin_object();
    json.number("delay_us", peak.delay_us, at::kMicroseconds);
    json.number("relative_power_db", peak.relative_power_db, at::kDecibel);
    json.number("frequency_offset_hz", peak.frequency_offset_hz, at::kHertz);
    json.number("z_score", peak.z_score, at::kZ);
    json.end_object();
  }
  json.end_array();
}

std::vector<SyncPeak> take_peaks(Fields& fields) {
  std::vector<SyncPeak> peaks;
  with_list(fields, "other_peaks", kMaxPeaks, [&](Fields& in) {
    SyncPeak peak;
    peak.delay_us = in.number("delay_us");
    peak.relative_power_db = in.number("relative_power_db");
    peak.frequency_offset_hz = in.number("frequency_offset_hz");
    peak.z_score = in.number("z_score");
    peaks.push_back(peak);
  });
  return peaks;
}

void put_messages(JsonWriter& json, const std::vector<HeardMessage>& messages) {
  if (messages.empty()) return;
  json.key("messages");
  json.begin_array();
  for (const HeardMessage& message : messages) {
    const auto read = lte::parse_bcch_dl_sch(message.octets);
    if (!read) continue;
    json.begin_object();
    json.text("name", message_name(*read));
    put_block_names(json, *read);
    json.text("hex", hex_of(message.octets));
    json.count("sfn", message.sfn);
    json.count("subframe", message.subframe);
    json.count("times", message.times);
    json.count("first_sfn", message.first_sfn);
    json.end_object();
  }
  json.end_array();
}

std::vector<HeardMessage> take_messages(Fields& fields) {
  std::vector<HeardMessage> messages;
  with_list(fields, "messages", kMaxMessages, [&](Fields& in) {
    HeardMessage message;
    message.octets = take_octets(in, "hex", 1, kMaxLteMessage_octets);
    message.sfn = in.whole<std::uint16_t>("sfn", 0, lte::kSfnPeriod_frames - 1);
    message.subframe = in.whole<std::uint8_t>("subframe", 0, 9);
    message.times = in.whole<std::uint32_t>("times", 1);
    message.first_sfn = in.optional_whole<std::uint16_t>("first_sfn", 0, lte::kSfnPeriod_frames - 1);
    if (in.ok() && !is_broadcast(message)) in.fail("hex", "is no broadcast message");
    messages.push_back(std::move(message));
  });
  return messages;
}

void put_paging(JsonWriter& json, const PagingReport& paging) {
  json.key("paging");
  json.begin_object();
  for (const auto& [name, count] : kPagingCounts) json.count(name, paging.counts.*count);
  for (const auto& [name, count] : kIndications) json.count(name, paging.*count);
  json.end_object();
}

PagingReport take_paging(Fields& fields) {
  PagingReport paging;
  with_object(fields, "paging", [&](Fields& in) {
    for (const auto& [name, count] : kPagingCounts) paging.counts.*count = count_in(in, name);
    for (const auto& [name, count] : kIndications) paging.*count = count_in(in, name);
  });
  return paging;
}

void put_si_windows(JsonWriter& json, const std::vector<lte::SiWindowCounts>& windows) {
  if (windows.empty()) return;
  json.key("si_windows");
  json.begin_array();
  for (const lte::SiWindowCounts& counts : windows) {
    json.begin_object();
    json.count("passed", counts.passed);
    json.count("announced", counts.announced);
    json.count("read", counts.read);
    json.end_object();
  }
  json.end_array();
}

std::vector<lte::SiWindowCounts> take_si_windows(Fields& fields) {
  std::vector<lte::SiWindowCounts> windows;
  with_list(fields, "si_windows", kMaxSiWindows, [&](Fields& in) {
    lte::SiWindowCounts counts;
    counts.passed = count_in(in, "passed");
    counts.announced = in.optional_whole<std::uint32_t>("announced", 0, counts.passed).value_or(0);
    counts.read = in.optional_whole<std::uint32_t>("read", 0, counts.announced).value_or(0);
    windows.push_back(counts);
  });
  return windows;
}

void put_downlink(JsonWriter& json, const DownlinkReport& downlink) {
  json.key("downlink");
  json.begin_object();
  json.count("subframes", downlink.subframes);
  put_counts(json, "control_formats", downlink.by_control_format);
  json.key("blocks");
  json.begin_object();
  put_blocks(json, "sib1", downlink.sib1);
  put_blocks(json, "si", downlink.si);
  put_blocks(json, "paging", downlink.paging_blocks);
  json.end_object();
  put_messages(json, downlink.messages);
  put_paging(json, downlink.paging);
  json.count("random_access_responses", downlink.random_access_responses);
  put_measurements(json, downlink.measured);
  put_si_windows(json, downlink.si_windows);
  json.end_object();
}

std::optional<DownlinkReport> take_downlink(Fields& fields) {
  std::optional<DownlinkReport> downlink;
  with_object(fields, "downlink", [&](Fields& in) {
    downlink.emplace();
    downlink->subframes = in.whole<std::uint32_t>("subframes");
    take_counts(in, "control_formats", downlink->by_control_format);
    with_object(in, "blocks", [&](Fields& blocks) {
      downlink->sib1 = take_blocks<BlockCounts>(blocks, "sib1");
      downlink->si = take_blocks<BlockCounts>(blocks, "si");
      downlink->paging_blocks = take_blocks<BlockCounts>(blocks, "paging");
    });
    downlink->messages = take_messages(in);
    downlink->paging = take_paging(in);
    downlink->random_access_responses = count_in(in, "random_access_responses");
    downlink->measured = take_measurements(in);
    downlink->si_windows = take_si_windows(in);
  });
  return downlink;
}

}  // namespace

void put_mib(JsonWriter& json, const lte::Mib& mib) {
  json.key("mib");
  json.begin_object();
  json.count("bandwidth_rb", mib.bandwidth_rb);
  json.count("ports", mib.ports);
  json.text("phich_duration", lte::to_string(mib.phich_duration));
  json.text("phich_resource", lte::to_string(mib.phich_resource));
  json.count("sfn", mib.sfn);
  json.count("spare", mib.spare);
  json.end_object();
}

void put_block_names(JsonWriter& json, const lte::BroadcastMessage& message) {
  const std::vector<std::string> names = block_names(message);
  if (names.empty()) return;
  json.key("blocks");
  json.begin_array();
  for (const std::string& name : names) json.text(name);
  json.end_array();
}

void put_lte_report(JsonWriter& json, const lte::CellReport& report) {
  json.number("reference_z", report.reference_z, at::kZ);
  json.number("mib_z", report.mib_z, at::kZ);
  if (report.mib) {
    json.key("broadcast");
    json.begin_object();
    put_mib(json, *report.mib);
    json.end_object();
  }
  put_peaks(json, report.other_peaks);
  if (report.downlink) put_downlink(json, *report.downlink);
}

lte::CellReport take_lte_report(Fields& fields) {
  lte::CellReport report;
  report.duplex = take_duplex(fields);
  report.cyclic_prefix = take_cyclic_prefix(fields);
  report.reference_z = fields.optional_number("reference_z").value_or(0.0);
  report.mib_z = fields.optional_number("mib_z").value_or(0.0);
  if (const auto* broadcast = fields.find("broadcast")) {
    report.mib = take_mib(fields, Fields(*broadcast).find("mib"), true);
  }
  report.other_peaks = take_peaks(fields);
  report.downlink = take_downlink(fields);
  return report;
}

}  // namespace cellwarden::records
