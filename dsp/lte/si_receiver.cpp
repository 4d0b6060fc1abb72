#include "dsp/lte/si_receiver.hpp"

#include <utility>

namespace cellwarden::lte {
namespace {

constexpr unsigned kLongestWindow_ms = 40;
constexpr unsigned kSubframesPerFrame = 10;

// Redundancy versions to try: the one told, the one that time implies, or all where the window is not known.
std::vector<unsigned> possible_versions(const DownlinkAssignment& assignment,
                                        const std::optional<SiWindowPlace>& place) {
  if (assignment.redundancy_version) return {*assignment.redundancy_version};
  if (place) return {si_redundancy_version(place->subframe)};
  return {0, 2, 3, 1};
}

}  // namespace

std::optional<SiWindowPlace> place_in_window(const SiWindows& windows, std::uint16_t sfn,
                                             unsigned subframe) noexcept {
  for (std::size_t n = 0; n < windows.periodicity_frames.size(); ++n) {
    const unsigned start = static_cast<unsigned>(n) * windows.length_ms;
    const unsigned period = windows.periodicity_frames[n] * kSubframesPerFrame;
    if (period == 0) continue;
    const unsigned now = (sfn * kSubframesPerFrame + subframe) % period;
    const unsigned into = (now + period - start % period) % period;
    if (into < windows.length_ms) return SiWindowPlace{n, into};
  }
  return std::nullopt;
}

void SiReceiver::set_windows(SiWindows windows) {
  if (windows == windows_) return;
  windows_ = std::move(windows);
  open_.reset();
}

bool SiReceiver::is_same_window(std::optional<std::size_t> message, std::uint16_t sfn,
                                std::size_t bits) const noexcept {
  return open_ && open_->message == message && open_->block.bits() == bits &&
         frames_since(open_->first_sfn, sfn) * kSubframesPerFrame <= kLongestWindow_ms;
}

std::optional<HeardBlock> SiReceiver::take(const WholeSubframe& heard, const DownlinkAssignment& assignment,
                                           std::uint16_t sfn, TurboDecoder& decoder) {
  const auto place = place_in_window(windows_, sfn, heard.subframe.number);
  const auto message = place ? std::optional(place->message) : std::nullopt;
  const std::vector<unsigned> versions = possible_versions(assignment, place);
  for (const unsigned version : versions) {
    TransportBlockBuffer alone(assignment.transport_block_bits);
    add_transmission(heard, assignment, version, alone);
    if (const auto bits = alone.decode(decoder)) {
      open_.reset();
      return HeardBlock{octets_of(*bits), false};
    }
  }
  if (versions.size() > 1) return std::nullopt;
  if (!is_same_window(message, sfn, assignment.transport_block_bits)) {
    open_.emplace(Open{message, sfn, TransportBlockBuffer(assignment.transport_block_bits)});
  }
  add_transmission(heard, assignment, versions.front(), open_->block);
  if (open_->block.transmissions() < 2) return std::nullopt;
  const auto bits = open_->block.decode(decoder);
  if (!bits) return std::nullopt;
  open_.reset();
  return HeardBlock{octets_of(*bits), true};
}

}  // namespace cellwarden::lte
