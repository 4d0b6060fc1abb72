#include "cell/lte/warning_message.hpp"

#include <algorithm>
#include <span>

#include "cell/gsm/cell_broadcast_text.hpp"

namespace cellwarden::lte {
namespace {

constexpr std::size_t kMostPending = 8;
constexpr std::size_t kPage_octets = 82;
constexpr std::size_t kMostPages = 15;

// Whether all segments from 0 to the last one are there.
bool is_complete(const std::map<std::uint8_t, WarningSegment>& segments) {
  if (segments.empty() || !segments.rbegin()->second.is_last) return false;
  return segments.size() == segments.rbegin()->first + std::size_t{1};
}

WarningMessage joined(const std::map<std::uint8_t, WarningSegment>& segments) {
  const WarningSegment& first = segments.begin()->second;
  WarningMessage message{first.message_identifier, first.serial_number, first.data_coding_scheme, {}};
  for (const auto& [number, segment] : segments)
    message.octets.insert(message.octets.end(), segment.octets.begin(), segment.octets.end());
  return message;
}

}  // namespace

std::optional<WarningText> text_of(const WarningMessage& message) {
  const std::span<const std::uint8_t> octets(message.octets);
  if (octets.empty() || !message.data_coding_scheme) return std::nullopt;
  const std::size_t pages = octets.front();
  if (pages == 0 || pages > kMostPages || octets.size() < 1 + pages * (kPage_octets + 1)) return std::nullopt;
  WarningText text;
  text.pages = static_cast<std::uint8_t>(pages);
  for (std::size_t i = 0; i < pages; ++i) {
    const auto page = octets.subspan(1 + i * (kPage_octets + 1), kPage_octets + 1);
    if (page.back() > kPage_octets) return std::nullopt;
    const auto part = gsm::text_of(*message.data_coding_scheme, page.first(page.back()));
    if (!part) return std::nullopt;
    text.text += part->text;
    if (!text.language) text.language = part->language;
  }
  return text;
}

WarningMessageAssembler::Pending& WarningMessageAssembler::pending_of(const WarningSegment& segment) {
  const auto found = std::find_if(pending_.begin(), pending_.end(), [&segment](const Pending& one) {
    return one.message_identifier == segment.message_identifier && one.serial_number == segment.serial_number;
  });
  if (found != pending_.end()) return *found;
  if (pending_.size() == kMostPending) pending_.pop_front();
  return pending_.emplace_back(Pending{segment.message_identifier, segment.serial_number, {}, false});
}

std::optional<WarningMessage> WarningMessageAssembler::take(const WarningSegment& segment) {
  if (segment.octets.size() > kMostWarning_octets) {
    ++refused_;
    return std::nullopt;
  }
  Pending& pending = pending_of(segment);
  const auto held = pending.segments.find(segment.number);
  if (held != pending.segments.end() && held->second == segment) return std::nullopt;
  // Of another sender: also where a last segment is not the last one held, or there are two.
  const bool ends_too_early =
      segment.is_last && !pending.segments.empty() && pending.segments.rbegin()->first > segment.number;
  const bool is_beyond_end = !pending.segments.empty() && pending.segments.rbegin()->second.is_last &&
                             pending.segments.rbegin()->first < segment.number;
  if (held != pending.segments.end() || ends_too_early || is_beyond_end) {
    pending.segments.clear();
    pending.is_told = false;
  }
  pending.segments[segment.number] = segment;
  if (pending.is_told || !is_complete(pending.segments)) return std::nullopt;
  pending.is_told = true;
  return joined(pending.segments);
}

}  // namespace cellwarden::lte
