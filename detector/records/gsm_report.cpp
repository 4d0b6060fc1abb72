#include "detector/records/gsm_report.hpp"

#include <algorithm>
#include <array>

#include "detector/broadcast_block.hpp"
#include "detector/precision.hpp"
#include "detector/records/message_words.hpp"
#include "detector/records/report_fields.hpp"

namespace cellwarden::records {
namespace {

using gsm::AssignmentCounts;
using gsm::BlockCounts;
using gsm::BroadcastMessage;
using gsm::CarrierQuality;
using gsm::CellBroadcastPage;
using gsm::CellReport;
using gsm::PagingCounts;
using nlohmann::json;

namespace at = cellwarden::places;

// By the value of EstablishmentCause.
constexpr std::array<std::string_view, gsm::kEstablishmentCauses> kCauses{
    "emergency",       "call_reestablishment", "answer_to_paging", "originating_call",
    "location_update", "other_procedure",      "packet_access",    "other"};

template <std::size_t size>
std::array<std::uint8_t, size> take_hex(Fields& in, const char* key) {
  std::array<std::uint8_t, size> octets{};
  std::ranges::copy(take_octets(in, key, size, size), octets.begin());
  return octets;
}

void put_messages(JsonWriter& out, const std::vector<BroadcastMessage>& messages) {
  if (messages.empty()) return;
  out.key("messages");
  out.begin_array();
  for (const BroadcastMessage& message : messages) {
    out.begin_object();
    out.text("name", message_name(message.octets));
    out.text("hex", hex_of(message.octets));
    out.count("frame", message.frame_number);
    out.count("times", message.times);
    out.end_object();
  }
  out.end_array();
}

std::vector<BroadcastMessage> take_messages(Fields& fields) {
  std::vector<BroadcastMessage> messages;
  with_list(fields, "messages", kMaxMessages, [&](Fields& in) {
    BroadcastMessage message;
    message.octets = take_hex<gsm::kBlock_octets>(in, "hex");
    message.frame_number = in.whole<std::uint32_t>("frame", 0, gsm::kHyperframe_frames - 1);
    message.times = in.whole<std::uint32_t>("times", 1);
    if (in.ok() && !is_system_information(message.octets)) in.fail("hex", "is no system information message");
    messages.push_back(message);
  });
  return messages;
}

void put_pages(JsonWriter& out, const std::vector<CellBroadcastPage>& pages) {
  if (pages.empty()) return;
  out.key("pages");
  out.begin_array();
  for (const CellBroadcastPage& page : pages) {
    out.begin_object();
    out.count("serial_number", page.serial_number);
    out.count("message_identifier", page.message_identifier);
    out.count("data_coding_scheme", page.data_coding_scheme);
    out.count("page", page.page);
    out.count("pages", page.pages);
    out.text("hex", hex_of(page.content));
    out.end_object();
  }
  out.end_array();
}

std::vector<CellBroadcastPage> take_pages(Fields& fields) {
  constexpr std::uint8_t kMostPages = 15;
  std::vector<CellBroadcastPage> pages;
  with_list(fields, "pages", kMaxPages, [&](Fields& in) {
    CellBroadcastPage page;
    page.serial_number = in.whole<std::uint16_t>("serial_number");
    page.message_identifier = in.whole<std::uint16_t>("message_identifier");
    page.data_coding_scheme = in.whole<std::uint8_t>("data_coding_scheme");
    page.page = in.whole<std::uint8_t>("page", 0, kMostPages);
    page.pages = in.whole<std::uint8_t>("pages", 0, kMostPages);
    page.content = take_hex<std::tuple_size_v<decltype(page.content)>>(in, "hex");
    pages.push_back(page);
  });
  return pages;
}

void put_paging(JsonWriter& out, const PagingCounts& paging) {
  out.key("paging");
  out.begin_object();
  out.count("type_1_count", paging.type_1_count);
  out.count("type_2_count", paging.type_2_count);
  out.count("type_3_count", paging.type_3_count);
  out.count("empty_count", paging.empty_count);
  out.count("tmsi_count", paging.tmsi_count);
  out.count("imsi_count", paging.imsi_count);
  out.count("other_named_count", paging.other_named_count);
  put_counts(out, "by_block", paging.by_block);
  out.end_object();
}

PagingCounts take_paging(Fields& fields) {
  PagingCounts paging;
  with_object(fields, "paging", [&](Fields& in) {
    paging.type_1_count = count_in(in, "type_1_count");
    paging.type_2_count = count_in(in, "type_2_count");
    paging.type_3_count = count_in(in, "type_3_count");
    paging.empty_count = count_in(in, "empty_count");
    paging.tmsi_count = count_in(in, "tmsi_count");
    paging.imsi_count = count_in(in, "imsi_count");
    paging.other_named_count = count_in(in, "other_named_count");
    take_counts(in, "by_block", paging.by_block);
  });
  return paging;
}

void put_assignments(JsonWriter& out, const AssignmentCounts& assignments) {
  out.key("assignments");
  out.begin_object();
  out.count("immediate", assignments.immediate);
  out.count("rejected", assignments.rejected);
  out.count("packet", assignments.packet);
  out.count("hopping", assignments.hopping);
  out.count("single_frequency", assignments.single_frequency);
  out.key("by_cause");
  out.begin_object();
  for (std::size_t i = 0; i < kCauses.size(); ++i) {
    if (assignments.by_cause[i] > 0) out.count(kCauses[i], assignments.by_cause[i]);
  }
  out.end_object();
  out.key("by_timing_advance");
  out.begin_array();
  for (std::size_t i = 0; i < assignments.by_timing_advance.size(); ++i) {
    if (assignments.by_timing_advance[i] == 0) continue;
    out.begin_array();
    out.whole(std::uint64_t{i});
    out.whole(std::uint64_t{assignments.by_timing_advance[i]});
    out.end_array();
  }
  out.end_array();
  out.end_object();
}

void take_timing_advances(Fields& in, AssignmentCounts& assignments) {
  constexpr const char* kKey = "by_timing_advance";
  const json* pairs = in.find(kKey);
  if (pairs == nullptr) return;
  auto& counts = assignments.by_timing_advance;
  if (!pairs->is_array() || pairs->size() > counts.size()) return in.fail(kKey, "is no list, or too long");
  for (const json& pair : *pairs) {
    const bool is_pair = pair.is_array() && pair.size() == 2 && pair[0].is_number_unsigned() &&
                         pair[1].is_number_unsigned() && pair[0].get<std::uint64_t>() < counts.size() &&
                         pair[1].get<std::uint64_t>() <= UINT32_MAX;
    if (!is_pair) return in.fail(kKey, "has an entry that is not [advance, count]");
    counts[pair[0].get<std::size_t>()] = pair[1].get<std::uint32_t>();
  }
}

AssignmentCounts take_assignments(Fields& fields) {
  AssignmentCounts assignments;
  with_object(fields, "assignments", [&](Fields& in) {
    assignments.immediate = count_in(in, "immediate");
    assignments.rejected = count_in(in, "rejected");
    assignments.packet = count_in(in, "packet");
    assignments.hopping = count_in(in, "hopping");
    assignments.single_frequency = count_in(in, "single_frequency");
    with_object(in, "by_cause", [&](Fields& causes) {
      for (std::size_t i = 0; i < kCauses.size(); ++i) {
        assignments.by_cause[i] = count_in(causes, kCauses[i].data());
      }
    });
    take_timing_advances(in, assignments);
  });
  return assignments;
}

void put_quality(JsonWriter& out, const CarrierQuality& quality) {
  if (!quality.phase_error_rms_deg && !quality.weakest_slot_db && !quality.training_sequence &&
      quality.training_bursts == 0) {
    return;
  }
  out.key("quality");
  out.begin_object();
  if (quality.phase_error_rms_deg) {
    out.number("phase_error_rms_deg", quality.phase_error_rms_deg->value, at::kPhaseDegrees);
    out.number("phase_error_rms_sigma_deg", quality.phase_error_rms_deg->sigma, at::kPhaseDegrees);
  }
  out.number("weakest_slot_db", quality.weakest_slot_db, at::kDecibel);
  out.count("training_sequence", quality.training_sequence);
  out.count("training_bursts", quality.training_bursts);
  out.end_object();
}

CarrierQuality take_quality(Fields& fields) {
  constexpr std::uint8_t kTrainingSequences = 8;
  CarrierQuality quality;
  with_object(fields, "quality", [&](Fields& in) {
    if (const auto degrees = in.optional_number("phase_error_rms_deg", 0.0)) {
      quality.phase_error_rms_deg = Measured{*degrees, in.number("phase_error_rms_sigma_deg", 0.0)};
    }
    quality.weakest_slot_db = in.optional_number("weakest_slot_db");
    quality.training_sequence =
        in.optional_whole<std::uint8_t>("training_sequence", 0, kTrainingSequences - 1);
    quality.training_bursts = count_in(in, "training_bursts");
  });
  return quality;
}

}  // namespace

void put_gsm_report(JsonWriter& out, const CellReport& report) {
  if (report.sch_good > 0) out.count("frame_number", report.frame_number);
  out.key("blocks");
  out.begin_object();
  out.key("sch");
  out.begin_object();
  out.count("good", report.sch_good);
  out.count("bad", report.sch_bad);
  out.end_object();
  put_blocks(out, "bcch", report.bcch);
  put_blocks(out, "ccch", report.ccch);
  out.end_object();
  put_messages(out, report.messages);
  put_pages(out, report.pages);
  put_paging(out, report.paging);
  put_assignments(out, report.assignments);
  out.count("other_messages", report.other_messages);
  put_quality(out, report.quality);
}

CellReport take_gsm_report(Fields& fields) {
  CellReport report;
  with_object(fields, "blocks", [&](Fields& in) {
    with_object(in, "sch", [&](Fields& sch) {
      report.sch_good = count_in(sch, "good");
      report.sch_bad = count_in(sch, "bad");
    });
    report.bcch = take_blocks<BlockCounts>(in, "bcch");
    report.ccch = take_blocks<BlockCounts>(in, "ccch");
  });
  const auto frame = fields.optional_whole<std::uint32_t>("frame_number", 0, gsm::kHyperframe_frames - 1);
  if (report.sch_good > 0 && !frame) fields.fail("frame_number", "is missing");
  if (report.sch_good > 0) report.frame_number = frame.value_or(0);
  report.messages = take_messages(fields);
  report.pages = take_pages(fields);
  report.paging = take_paging(fields);
  report.assignments = take_assignments(fields);
  report.other_messages = count_in(fields, "other_messages");
  report.quality = take_quality(fields);
  return report;
}

}  // namespace cellwarden::records
