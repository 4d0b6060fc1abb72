#pragma once

/// \file
/// System information messages other than SIB1: each is sent in a window of its own, any number of times
/// (TS 36.331, section 5.2.3; TS 36.321, section 5.3.1). Transmissions of one window are added until they can
/// be read.

#include <cstdint>
#include <optional>
#include <vector>

#include "dsp/lte/common_messages.hpp"

namespace cellwarden::lte {

/// When a cell sends its messages, as its SIB1 says.
struct SiWindows {
  unsigned length_ms{};
  std::vector<unsigned> periodicity_frames;  ///< of each message, in the order of their windows
  friend bool operator==(const SiWindows&, const SiWindows&) = default;
};

/// A subframe's place in a window.
struct SiWindowPlace {
  std::size_t message{};  ///< in the order of SiWindows
  unsigned subframe{};    ///< within the window
};

/// \return nothing where no window is open. Where windows overlap, which the standard forbids: the first.
[[nodiscard]] std::optional<SiWindowPlace> place_in_window(const SiWindows& windows, std::uint16_t sfn,
                                                           unsigned subframe) noexcept;

class SiReceiver {
 public:
  void set_windows(SiWindows windows);

  /// Takes an announced transmission.
  [[nodiscard]] std::optional<HeardBlock> take(const WholeSubframe& heard,
                                               const DownlinkAssignment& assignment, std::uint16_t sfn,
                                               TurboDecoder& decoder);

  /// What follows does not join what was.
  void forget() { open_.reset(); }

 private:
  struct Open {
    std::optional<std::size_t> message;
    std::uint16_t first_sfn;
    TransportBlockBuffer block;
  };

  [[nodiscard]] bool is_same_window(std::optional<std::size_t> message, std::uint16_t sfn,
                                    std::size_t bits) const noexcept;

  SiWindows windows_;
  std::optional<Open> open_;
};

}  // namespace cellwarden::lte
