#include "dsp/lte/offset_scan.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/parabola.hpp"
#include "dsp/kernel/vector_clones.hpp"

namespace cellwarden::lte {
namespace {

constexpr double kScanStep_hz = 40.0;
constexpr std::size_t kScanFrames_fdd = 24;
constexpr std::size_t kScanFrames_tdd = 96;  // which hold a quarter of the pilots

constexpr std::size_t kLanes = 16;  // delays of both ports, padded for the processor's vectors

// Power of a frame's symbols, turned and added: re and im hold kLanes values for each turn.
CELLWARDEN_CLONES float turned_power(std::span<const float> re, std::span<const float> im,
                                     std::span<const Sample> turns) noexcept {
  Float8 sum_re[2] = {};
  Float8 sum_im[2] = {};
  for (std::size_t s = 0; s < turns.size(); ++s) {
    const float c = turns[s].real();
    const float d = turns[s].imag();
    for (std::size_t v = 0; v < 2; ++v) {
      Float8 r;
      Float8 i;
      std::memcpy(&r, re.data() + s * kLanes + 8 * v, sizeof r);
      std::memcpy(&i, im.data() + s * kLanes + 8 * v, sizeof i);
      sum_re[v] += c * r - d * i;
      sum_im[v] += c * i + d * r;
    }
  }
  const Float8 powers =
      sum_re[0] * sum_re[0] + sum_im[0] * sum_im[0] + sum_re[1] * sum_re[1] + sum_im[1] * sum_im[1];
  float power = 0.0F;
  for (std::size_t m = 0; m < 8; ++m) power += powers[m];
  return power;
}

}  // namespace

OffsetScan::OffsetScan(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing) {
  const std::size_t all_frames = reader.baseband().size() / kFrame_samples + 1;
  const std::size_t most = shape.duplex == Duplex::kFdd ? kScanFrames_fdd : kScanFrames_tdd;
  const std::size_t every_frames = (all_frames + most - 1) / most;
  PilotGrid grid;
  grid.collect(reader, shape, timing, DownlinkMask::certain(shape.duplex), false, every_frames);
  for (std::size_t place = 0; place < times_s_.size(); ++place)
    times_s_[place] = grid.time_s(place / 2, place % 2);
  for (std::size_t frame = 0; frame < grid.frame_count(); frame += every_frames) {
    Frame& added = frames_.emplace_back();
    const std::size_t first = frame * kSlotsPerFrame;
    for (std::size_t slot = first; slot < std::min(grid.slot_count(), first + kSlotsPerFrame); ++slot) {
      for (unsigned part = 0; part < 2; ++part) {
        if (!grid.has(slot, part)) continue;
        append_symbol(grid, slot, part, added);
        added.places.push_back(2 * (slot - first) + part);
      }
    }
  }
}

void OffsetScan::append_symbol(const PilotGrid& grid, std::size_t slot, unsigned part, Frame& frame) {
  const std::size_t at = frame.re.size();
  frame.re.resize(at + kLanes);
  frame.im.resize(at + kLanes);
  for (const unsigned port : {0U, 1U}) {
    const DelayRow delays = symbol_delays(grid, port, slot, part);
    for (std::size_t d = 0; d < kDelays; ++d) {
      frame.re[at + port * kDelays + d] = delays[d].real();
      frame.im[at + port * kDelays + d] = delays[d].imag();
    }
  }
}

std::vector<double> OffsetScan::powers(int steps) const {
  std::array<Sample, 2 * kSlotsPerFrame> step_turns{};
  std::array<Sample, 2 * kSlotsPerFrame> turns{};
  for (std::size_t place = 0; place < turns.size(); ++place) {
    step_turns[place] = unit_phasor(-kScanStep_hz * times_s_[place]);
    turns[place] = unit_phasor(steps * kScanStep_hz * times_s_[place]);
  }
  std::vector<double> powers;
  std::vector<Sample> frame_turns;
  for (int i = -steps; i <= steps; ++i) {
    double power = 0.0;
    for (const Frame& frame : frames_) {
      frame_turns.clear();
      for (const std::size_t place : frame.places) frame_turns.push_back(turns[place]);
      power += static_cast<double>(turned_power(frame.re, frame.im, frame_turns));
    }
    powers.push_back(power);
    for (std::size_t place = 0; place < turns.size(); ++place)
      turns[place] = times(turns[place], step_turns[place]);
  }
  return powers;
}

std::vector<double> OffsetScan::hills_hz(double span_hz, std::size_t most) const {
  const int steps = static_cast<int>(std::ceil(span_hz / kScanStep_hz));
  const std::vector<double> heights = powers(steps);
  const auto height_at = [&heights](std::size_t i) { return i < heights.size() ? heights[i] : 0.0; };
  std::vector<std::size_t> tops;
  for (std::size_t i = 0; i < heights.size(); ++i) {
    if (heights[i] > height_at(i - 1) && heights[i] >= height_at(i + 1)) tops.push_back(i);
  }
  std::sort(tops.begin(), tops.end(), [&heights](std::size_t a, std::size_t b) {
    return heights[a] != heights[b] ? heights[a] > heights[b] : a < b;
  });
  tops.resize(std::min(tops.size(), most));
  std::vector<double> hills;
  for (const std::size_t top : tops) {
    const bool is_inside = top > 0 && top + 1 < heights.size();
    const double fraction =
        is_inside ? parabola_vertex(heights[top - 1], heights[top], heights[top + 1]) : 0.0;
    hills.push_back((static_cast<double>(top) + fraction - steps) * kScanStep_hz);
  }
  return hills;
}

}  // namespace cellwarden::lte
