#pragma once

/// \file
/// SystemInformationBlockType1: sent in subframe 5 of every even frame, alike for 80 ms in four redundancy
/// versions and mostly for hours (TS 36.331, section 5.2.1.2), and so heard far below the level at which one
/// transmission can be read.
///
/// Assignments mostly repeat too, but for the redundancy version, whose effect on the code is known: their
/// soft bits are added over 320 ms where one cannot be read alone; then the block's, over 80 ms and over 320
/// ms. Some cells move the block about every time, and some tell version 0 in all four: what an assignment
/// that was read says is believed.
///
///   limits  docs/performance.md: SIB1 against SNR, alone and combined

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "dsp/lte/common_messages.hpp"

namespace cellwarden::lte {

class Sib1Receiver {
 public:
  explicit Sib1Receiver(const DciShape& shape);

  struct Block {
    std::vector<std::uint8_t> octets;
    bool is_combined{};
  };

  /// Takes the next subframe 5 of an even frame.
  /// \param cces  soft bits of its common search space, for each way in which it may lie; as many as last
  /// time \return what is sent in it, as far as this one and those of 320 ms before tell
  [[nodiscard]] std::optional<Block> take(const WholeSubframe& heard,
                                          const std::vector<std::vector<float>>& cces, std::uint16_t sfn,
                                          TurboDecoder& decoder);

  /// What follows is not known to be of the same time or content.
  void forget() { heard_.clear(); }

 private:
  struct Heard {
    std::uint16_t sfn;
    unsigned control_symbols;
    std::vector<std::vector<float>> cces;
    DownlinkSubframe subframe;
    std::optional<DownlinkAssignment> own{};  ///< as it was read in this subframe alone
  };

  void forget_before(std::uint16_t sfn);
  [[nodiscard]] std::optional<DownlinkAssignment> own_assignment(const std::vector<std::vector<float>>& cces);
  [[nodiscard]] std::optional<DownlinkAssignment> combined_assignment();
  [[nodiscard]] std::optional<FoundAssignment> combined(std::size_t way, DciFormat format,
                                                        const SearchCandidate& candidate,
                                                        bool do_versions_vary);
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> decode_last(const DownlinkAssignment& assignment,
                                                                     std::size_t count,
                                                                     TurboDecoder& decoder) const;

  AssignmentFinder finder_;
  std::deque<Heard> heard_;  // oldest first
};

}  // namespace cellwarden::lte
