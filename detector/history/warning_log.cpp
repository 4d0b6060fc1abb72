#include "detector/history/warning_log.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "cell/gsm/cell_broadcast_text.hpp"
#include "detector/content_hash.hpp"

namespace cellwarden::history {
namespace {

constexpr std::uint16_t kFirstWarning = 4352;
constexpr std::uint16_t kLastWarning = 6399;
constexpr std::size_t kMostPending = 8;  // messages whose pages are being gathered

std::string hash_of(unsigned kind, std::span<const std::uint8_t> octets) {
  std::string content = std::to_string(kind) + '|';
  content.append(octets.begin(), octets.end());
  return content_hash(content);
}

}  // namespace

std::string_view to_string(WarningChannel channel) noexcept {
  switch (channel) {
    case WarningChannel::kSib10:
      return "sib10";
    case WarningChannel::kSib11:
      return "sib11";
    case WarningChannel::kSib12:
      return "sib12";
    case WarningChannel::kCellBroadcast:
      return "cbch";
  }
  return "cbch";
}

Warning& WarningLog::add(Warning warning, double t_s) {
  if (heard_.size() >= kMost) heard_.erase(std::ranges::min_element(heard_, {}, &Warning::until_s));
  warning.since_s = warning.until_s = t_s;
  return heard_.emplace_back(std::move(warning));
}

Warning& WarningLog::one_of(WarningChannel channel, std::uint16_t identifier, std::uint16_t serial,
                            double t_s) {
  const auto known = std::find_if(heard_.rbegin(), heard_.rend(), [&](const Warning& one) {
    return one.channel == channel && one.message_identifier == identifier && one.serial_number == serial;
  });
  if (known != heard_.rend()) {
    known->until_s = t_s;
    return *known;
  }
  Warning fresh;
  fresh.channel = channel;
  fresh.message_identifier = identifier;
  fresh.serial_number = serial;
  return add(std::move(fresh), t_s);
}

Warning& WarningLog::whole_one_of(const Warning& what, double t_s) {
  const auto is_same = [&](const Warning& known) {
    return known.channel == what.channel && known.message_identifier == what.message_identifier &&
           known.serial_number == what.serial_number && known.content == what.content;
  };
  const auto known = std::ranges::find_if(heard_, is_same);
  if (known != heard_.end()) {
    known->until_s = t_s;
    return *known;
  }
  Warning& newest = one_of(what.channel, what.message_identifier, what.serial_number, t_s);
  if (newest.is_whole) return add(what, t_s);
  const double since_s = newest.since_s;
  const std::uint32_t times = newest.times;
  newest = what;
  newest.since_s = since_s;
  newest.until_s = t_s;
  newest.times = times;
  return newest;
}

void WarningLog::take_segment(WarningChannel channel, const lte::WarningSegment& segment,
                              lte::WarningMessageAssembler& assembler, std::uint32_t times, double t_s) {
  const auto message = assembler.take(segment);
  if (!message) {
    one_of(channel, segment.message_identifier, segment.serial_number, t_s).times += times;
    return;
  }
  Warning whole;
  whole.channel = channel;
  whole.message_identifier = message->message_identifier;
  whole.serial_number = message->serial_number;
  whole.data_coding_scheme = message->data_coding_scheme;
  whole.is_whole = true;
  whole.content = hash_of(message->data_coding_scheme.value_or(0), message->octets);
  if (auto text = lte::text_of(*message)) {
    whole.text = std::move(text->text);
    whole.language = std::move(text->language);
  }
  whole_one_of(whole, t_s).times += times;
}

void WarningLog::take(const lte::SystemInformationBlock& block, std::uint32_t times, double t_s) {
  if (const auto* sib10 = std::get_if<lte::SystemInformationBlock10>(&block)) {
    Warning whole;
    whole.channel = WarningChannel::kSib10;
    whole.message_identifier = sib10->message_identifier;
    whole.serial_number = sib10->serial_number;
    whole.warning_type = sib10->warning_type;
    whole.is_whole = true;
    whole.content = hash_of(sib10->warning_type, {});
    whole_one_of(whole, t_s).times += times;
  } else if (const auto* sib11 = std::get_if<lte::SystemInformationBlock11>(&block)) {
    take_segment(WarningChannel::kSib11, sib11->segment, secondary_, times, t_s);
  } else if (const auto* sib12 = std::get_if<lte::SystemInformationBlock12>(&block)) {
    take_segment(WarningChannel::kSib12, sib12->segment, alerts_, times, t_s);
  }
}

void WarningLog::take(const gsm::CellBroadcastPage& page, double t_s) {
  if (page.message_identifier < kFirstWarning || page.message_identifier > kLastWarning) return;
  if (page.page == 0 || page.page > page.pages) return;
  const PageKey key{page.message_identifier, page.serial_number, page.data_coding_scheme};
  if (!pages_.contains(key) && pages_.size() >= kMostPending) pages_.erase(pages_.begin());
  auto& pages = pages_[key];
  // Of another length: another message under the same number.
  if (!pages.empty() && pages.begin()->second.pages != page.pages) pages.clear();
  pages[page.page] = page;
  if (pages.size() < page.pages) {
    ++one_of(WarningChannel::kCellBroadcast, page.message_identifier, page.serial_number, t_s).times;
    return;
  }
  Warning whole;
  whole.channel = WarningChannel::kCellBroadcast;
  whole.message_identifier = page.message_identifier;
  whole.serial_number = page.serial_number;
  whole.data_coding_scheme = page.data_coding_scheme;
  whole.is_whole = true;
  std::vector<std::uint8_t> octets;
  for (const auto& [number, one] : pages) {
    octets.insert(octets.end(), one.content.begin(), one.content.end());
    const auto part = gsm::text_of(one);
    if (!part) continue;
    whole.text = whole.text.value_or("") + part->text;
    if (!whole.language) whole.language = part->language;
  }
  whole.content = hash_of(page.data_coding_scheme, octets);
  ++whole_one_of(whole, t_s).times;
}

}  // namespace cellwarden::history
