#pragma once

/// \file
/// Follows one cell through a dwell, subframe by subframe: its system information, and how much it pages and
/// answers. Where the recording holds the cell's whole bandwidth.
///
///   in      samples as they come
///   out     a DownlinkReport per dwell
///   memory  some 5 MB for a cell of 20 MHz
///   cost    docs/performance.md

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "cell/lte/downlink_report.hpp"
#include "cell/lte/system_information.hpp"
#include "dsp/lte/band_search.hpp"
#include "dsp/lte/control_reader.hpp"
#include "dsp/lte/downlink_meter.hpp"
#include "dsp/lte/frame_reader.hpp"
#include "dsp/lte/mbsfn_subframes.hpp"
#include "dsp/lte/si_receiver.hpp"
#include "dsp/lte/si_window_counter.hpp"
#include "dsp/lte/sib1_receiver.hpp"

namespace cellwarden::lte {

class CellFollower {
 public:
  /// \param cell  with a MIB
  CellFollower(const FoundCell& cell, double sample_rate_hz);

  /// Whether what was found is the cell that is followed, laid out as it was.
  [[nodiscard]] bool is_of(const FoundCell& cell) const noexcept;

  /// A dwell begins, in which the cell was measured so.
  /// \param is_measured  how it sends is measured too
  void begin_dwell(const FoundCell& cell, bool is_measured = true);

  /// A dwell in which the cell was not heard: what follows adds to nothing before it.
  void miss_dwell();

  /// Reads the frames that the samples hold.
  /// \param first_sample  of the samples, from the dwell's start
  /// \param is_end        nothing follows in this dwell
  /// \return the first sample that is still needed, from the dwell's start
  std::size_t follow(std::span<const Sample> samples, std::size_t first_sample, bool is_end);

  /// What this dwell brought so far; what was measured, once it has ended.
  [[nodiscard]] const DownlinkReport& report() const noexcept { return report_; }

 private:
  // Which cell's system information, and which of it.
  struct InformationOf {
    std::vector<PlmnEntry> networks;
    Eci cell;
    std::uint8_t value_tag;
    friend bool operator==(const InformationOf&, const InformationOf&) = default;
  };

  [[nodiscard]] double frame_start_samples(std::size_t frame) const noexcept;
  void read_frame();
  void read_subframe(unsigned number);
  [[nodiscard]] std::vector<FoundAssignment> find_assignments(const SearchSpaces& spaces);
  [[nodiscard]] bool take_sib1(const DownlinkSubframe& subframe, const ControlFormat& format);
  void measure_sib1(const WholeSubframe& heard, std::span<const FoundAssignment> found);
  void look_for_data(DownlinkSubframe& subframe, std::span<const FoundAssignment> found);
  void begin_tdd_dwell(const DownlinkMask& heard);
  void set_special_subframes(unsigned configuration);
  void forget_multicast_of_others(const SystemInformationBlock1& sib1);
  void learn_from_sib1(std::span<const std::uint8_t> octets);
  void learn_from_si(std::span<const std::uint8_t> octets);
  void count_responses(const WholeSubframe& heard, const DownlinkAssignment& assignment);
  void take_assignment(const WholeSubframe& heard, const DownlinkAssignment& assignment);
  void take_si(const WholeSubframe& heard, const DownlinkAssignment& assignment);
  void take_paging(const WholeSubframe& heard, const DownlinkAssignment& assignment);
  void measure_block(BroadcastKind kind, const WholeSubframe& heard, const DownlinkAssignment& assignment);
  void keep_message(const std::vector<std::uint8_t>& octets, unsigned subframe);
  [[nodiscard]] std::uint16_t sfn() const noexcept;

  CellLayout layout_;
  Mib mib_;  // its frame number is that of this dwell's frame 0
  double rate_ratio_;
  double offset_hz_;
  FrameTiming timing_;
  FrameReader reader_;
  ControlReader control_;
  AssignmentFinder finder_;
  MbsfnSubframePlan multicast_;
  Sib1Receiver sib1_;
  SiReceiver si_;
  SiWindowCounter si_windows_;
  TurboDecoder decoder_;
  DownlinkMeter meter_;
  bool is_measured_ = true;
  std::vector<std::uint8_t> sib1_octets_;  // that were learnt from last
  std::vector<std::uint8_t> sib2_octets_;  // the same, of the message with SIB2
  std::optional<InformationOf> information_of_;
  std::size_t frame_ = 0;
  DownlinkReport report_;
};

}  // namespace cellwarden::lte
