#pragma once

/// \file
/// Joins the segments of SIB11 and SIB12 to warning messages, and reads their text (TS 36.331,
/// sections 5.2.2.17 to 5.2.2.19; TS 23.041, section 9.4.1.3).
///
/// In: segments in any order, any octets. Several messages may be on their way at once, told apart by
/// identifier and serial number. Held: eight messages, of each 64 segments of at most the octets of a whole
/// message. One assembler serves one cell and one of the two blocks.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cell/lte/warning_blocks.hpp"

namespace cellwarden::lte {

/// Number of pages, and for each 82 octets and how many of them are in use.
inline constexpr std::size_t kMostWarning_octets = 1 + 15 * (82 + 1);

struct WarningMessage {
  std::uint16_t message_identifier{};
  std::uint16_t serial_number{};
  std::optional<std::uint8_t> data_coding_scheme;
  std::vector<std::uint8_t> octets;  ///< of all segments
  bool operator==(const WarningMessage&) const = default;
};

struct WarningText {
  std::string text;  ///< of all pages, UTF-8
  std::uint8_t pages{};
  std::optional<std::string> language;  ///< two letters of ISO 639, where the message tells
  bool operator==(const WarningText&) const = default;
};

/// \return nothing where the coding is not text, or the octets are no pages: as many as announced, each whole
[[nodiscard]] std::optional<WarningText> text_of(const WarningMessage& message);

class WarningMessageAssembler {
 public:
  /// The next segment heard. One that differs from what was held in its place begins its message anew: two
  /// senders are never mixed for longer than that. \return the message that this segment completes;
  /// repetitions of a complete message return nothing
  [[nodiscard]] std::optional<WarningMessage> take(const WarningSegment& segment);
  /// Segments that were refused because they are longer than a whole message may be.
  [[nodiscard]] std::uint32_t refused() const noexcept { return refused_; }

 private:
  struct Pending {
    std::uint16_t message_identifier{}, serial_number{};
    std::map<std::uint8_t, WarningSegment> segments;
    bool is_told{};
  };

  Pending& pending_of(const WarningSegment& segment);

  std::deque<Pending> pending_;
  std::uint32_t refused_ = 0;
};

}  // namespace cellwarden::lte
