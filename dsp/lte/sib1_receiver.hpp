#pragma once

/// \file
/// SystemInformationBlockType1: sent in subframe 5 of every even frame, alike for 80 ms in four redundancy
/// versions and mostly for hours (TS 36.331, section 5.2.1.2), and so heard far below the level at which one
/// transmission can be read.
///
/// Assignments mostly repeat too, but for the redundancy version, whose effect on the code is known: their
/// soft bits are added over 320 ms where one cannot be read alone; then the block's, over 80 ms and over 320
/// ms. Where a subframe leaves its control format in doubt, it is added as if it had the format that all the
/// others in doubt have, and each of the three is tried. Some cells move the block about every time, and some
/// tell version 0 in all four: what an assignment that was read says is believed.
///
///   limits  docs/performance.md: SIB1 against SNR, alone and combined

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "dsp/lte/common_messages.hpp"
#include "dsp/lte/control_reader.hpp"

namespace cellwarden::lte {

class Sib1Receiver {
 public:
  explicit Sib1Receiver(const DciShape& shape);

  /// Takes the next subframe 5 of an even frame.
  /// \param subframe  with all its symbols read
  /// \param spaces    its common search space, for each control format that it may have
  /// \return what is sent in it, as far as this one and those of 320 ms before tell
  [[nodiscard]] std::optional<HeardBlock> take(const DownlinkSubframe& subframe,
                                               std::vector<SearchSpaces> spaces, std::uint16_t sfn,
                                               TurboDecoder& decoder);

  /// What follows is not known to be of the same time or content.
  void forget() { heard_.clear(); }

 private:
  struct Heard {
    std::uint16_t sfn;
    std::vector<SearchSpaces> spaces;  // of the one control format, or of each
    DownlinkSubframe subframe;
    struct Own {
      DownlinkAssignment assignment;
      unsigned control_symbols;
    };
    std::optional<Own> own{};  // as it was read in this subframe alone

    [[nodiscard]] const SearchSpaces& if_format(std::size_t i) const {
      return spaces.size() > 1 ? spaces[i] : spaces.front();
    }
  };
  // What is assumed of the subframes that leave it open, all alike.
  struct Way {
    std::size_t format;  // of those in doubt
    std::size_t phich;
  };
  struct Announced {
    DownlinkAssignment assignment;
    std::uint16_t sfn;   // that its redundancy version is of
    std::size_t format;  // of those in doubt
  };

  void forget_before(std::uint16_t sfn);
  [[nodiscard]] std::optional<Heard::Own> own_assignment(const std::vector<SearchSpaces>& spaces);
  [[nodiscard]] static std::optional<Announced> announced_in(const Heard& heard);
  [[nodiscard]] std::optional<Announced> announced_before() const;
  [[nodiscard]] std::optional<Announced> combined_assignment();
  [[nodiscard]] std::vector<Way> ways() const;
  [[nodiscard]] std::optional<FoundAssignment> best_combined(const Way& way);
  [[nodiscard]] std::optional<FoundAssignment> combined(const Way& way, DciFormat format,
                                                        const SearchCandidate& candidate,
                                                        bool do_versions_vary);
  [[nodiscard]] std::optional<HeardBlock> decode(const std::optional<Announced>& announced,
                                                 TurboDecoder& decoder) const;
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> decode_last(const Announced& announced,
                                                                     std::size_t count,
                                                                     TurboDecoder& decoder) const;

  AssignmentFinder finder_;
  std::deque<Heard> heard_;  // oldest first
};

}  // namespace cellwarden::lte
