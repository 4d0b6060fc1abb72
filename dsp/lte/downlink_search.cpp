#include "dsp/lte/downlink_search.hpp"

#include <array>
#include <cmath>

#include "dsp/kernel/complex_math.hpp"

namespace cellwarden::lte {
namespace {

// What pilots of one symbol of a subframe say when held against those of the frame's certain slots.
struct Agreement {
  double sum = 0.0;
  double variance = 0.0;
  double if_sent = 0.0;  // the sum to expect then, as certain slots agree with one another
};
using Subframe = std::array<std::array<Agreement, 2>, 2>;  // by slot and part

class Comparison {
 public:
  Comparison(const PilotGrid& grid, Duplex duplex) : grid_(grid), duplex_(duplex) {}

  [[nodiscard]] Subframe of_subframe(std::size_t number) const {
    Subframe out{};
    for (std::size_t frame = 0; frame < grid_.frame_count(); ++frame) {
      for (const unsigned port : {0U, 1U}) {
        const Certain certain = certain_of(frame, port);
        for (std::size_t i = 0; i < 2; ++i)
          add_slot(frame * kSlotsPerFrame + 2 * number + i, port, certain, out[i]);
      }
    }
    return out;
  }

 private:
  // The sum over a frame's certain slots, and by part what each of them and the others have in common.
  struct Certain {
    PilotRow sum{};
    double slots = 0.0;
    std::array<double, 2> common{};
  };

  [[nodiscard]] bool has(std::size_t slot) const {
    return slot < grid_.slot_count() && grid_.has(slot, 0) && grid_.has(slot, 1);
  }

  [[nodiscard]] Certain certain_of(std::size_t frame, unsigned port) const {
    Certain out;
    std::array<double, kPilots> own{};
    for (std::size_t s = 0; s < kSlotsPerFrame; ++s) {
      const std::size_t slot = frame * kSlotsPerFrame + s;
      if (!is_surely_downlink(duplex_, s) || !has(slot)) continue;
      out.slots += 1.0;
      for (std::size_t j = 0; j < kPilots; ++j) {
        out.sum[j] += grid_.row(port, slot)[j];
        own[j] += static_cast<double>(squared_magnitude(grid_.row(port, slot)[j]));
      }
    }
    if (out.slots < 2.0) return out;
    for (std::size_t j = 0; j < kPilots; ++j) {
      const double both = static_cast<double>(squared_magnitude(out.sum[j])) - own[j];
      out.common[grid_.part_of(port, j)] += both / (out.slots - 1.0);
    }
    return out;
  }

  void add_slot(std::size_t slot, unsigned port, const Certain& certain,
                std::array<Agreement, 2>& parts) const {
    if (!has(slot)) return;
    const PilotRow& row = grid_.row(port, slot);
    for (std::size_t j = 0; j < kPilots; ++j) {
      Agreement& part = parts[grid_.part_of(port, j)];
      part.sum += static_cast<double>(times_conj(row[j], certain.sum[j]).real());
      part.variance += static_cast<double>(squared_magnitude(row[j])) *
                       static_cast<double>(squared_magnitude(certain.sum[j])) / 2.0;
    }
    for (std::size_t p = 0; p < 2; ++p) parts[p].if_sent += certain.common[p];
  }

  const PilotGrid& grid_;
  Duplex duplex_;
};

bool is_sent(const Subframe& subframe) {
  constexpr double kMinAgreement_z = 5.0;
  double sum = 0.0;
  double variance = 0.0;
  for (const auto& slot : subframe) {
    for (const Agreement& part : slot) {
      sum += part.sum;
      variance += part.variance;
    }
  }
  return variance > 0.0 && sum > kMinAgreement_z * std::sqrt(variance);
}

}  // namespace

DownlinkMask find_downlink(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing) {
  DownlinkMask mask = DownlinkMask::certain(shape.duplex);
  if (shape.duplex == Duplex::kFdd) return mask;
  DownlinkMask all;
  for (auto& slot : all.carries) slot = {true, true};
  PilotGrid grid;
  grid.collect(reader, shape, timing, all, false);
  const Comparison comparison(grid, shape.duplex);
  for (std::size_t number = 0; number < kSlotsPerFrame / 2; ++number) {
    if (mask.carries[2 * number][1]) continue;
    const Subframe subframe = comparison.of_subframe(number);
    if (!is_sent(subframe)) continue;
    // Special subframes end early: a symbol of theirs is sent if that is likelier than not.
    const bool may_be_special = number % 5 == 1;
    for (std::size_t slot = 0; slot < 2; ++slot) {
      for (std::size_t p = 0; p < 2; ++p) {
        const Agreement& part = subframe[slot][p];
        bool& carries = mask.carries[2 * number + slot][p];
        carries = carries || !may_be_special || part.sum > part.if_sent / 2.0;
      }
    }
  }
  return mask;
}

}  // namespace cellwarden::lte
