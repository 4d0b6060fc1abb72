#include "dsp/lte/alias_check.hpp"

#include <cmath>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/statistics.hpp"

namespace cellwarden::lte {
namespace {

constexpr double kBlock_hz = kCentral_subcarriers * kSubcarrier_hz;
constexpr int kBlock_subcarriers = static_cast<int>(kCentral_subcarriers);
constexpr double kClear_z = 7.0;
constexpr double kClearlyMore = 1.6;  // 2 dB

struct Presence {
  double z = 0.0;
  double power = 0.0;
};

// Reference signals of port 0 in the 72 sub-carriers above (side +1) or below (-1) the central 72.
class NextBlock {
 public:
  NextBlock(const CellShape& shape, int side) : shape_(shape), side_(side) {
    const std::array<unsigned, 2> symbols{0, symbols_per_slot(shape.prefix) - 3};
    // Counted from the carrier: central ones are -6 … +5.
    const std::size_t first = kMaxBandwidth_rb + (side > 0 ? 6U : 0U) - (side > 0 ? 0U : 18U);
    for (unsigned slot = 0; slot < kSlotsPerFrame; ++slot) {
      for (std::size_t part = 0; part < 2; ++part) {
        crs_values(shape.pci, slot, symbols[part], shape.prefix, first, sent_[slot][part]);
      }
    }
  }

  // How clearly they stand in a baseband tuned to the block's middle, and their power.
  [[nodiscard]] Presence look(SymbolReader& reader, const FrameTiming& timing,
                              const DownlinkMask& mask) const {
    const double available = static_cast<double>(reader.baseband().size()) - timing.frame_start_samples;
    const auto slots = static_cast<std::size_t>(std::max(0.0, available) / kSlot_samples);
    const std::array<unsigned, 2> symbols{0, symbols_per_slot(shape_.prefix) - 3};
    double sum = 0.0;
    double power_sum = 0.0;
    double count = 0.0;
    for (std::size_t slot = 0; slot < slots; ++slot) {
      const std::size_t in_frame = slot % kSlotsPerFrame;
      for (std::size_t part = 0; part < 2; ++part) {
        CentralSymbol symbol;
        const auto start =
            static_cast<double>(slot * kSlot_samples + symbol_start(symbols[part], shape_.prefix));
        if (!mask.carries[in_frame][part] || !reader.read(timing, start, symbol)) continue;
        const int offset =
            crs_offset(shape_.pci, 0, static_cast<unsigned>(in_frame), symbols[part], shape_.prefix);
        Sample in_phase{};
        float power = 0.0F;
        float used = 0.0F;
        for (std::size_t m = 0; m < kPilotsPerSymbol; ++m) {
          const int place = place_of(static_cast<int>(m), offset);
          if (place < 0) continue;
          const Sample received = symbol[static_cast<std::size_t>(place)];
          in_phase += times_conj(received, sent_[in_frame][part][m]);
          power += squared_magnitude(received);
          used += 1.0F;
        }
        if (power <= 0.0F || used <= 0.0F) continue;
        sum += static_cast<double>(squared_magnitude(in_phase) / power);
        power_sum += static_cast<double>((squared_magnitude(in_phase) - power) / (used * used));
        count += 1.0;
      }
    }
    if (count <= 0.0) return {};
    return {gamma_z_score(sum, count), power_sum / count};
  }

 private:
  // Where pilot m lies among the symbol's 72, which skip the sub-carrier the block is tuned to.
  [[nodiscard]] int place_of(int m, int offset) const noexcept {
    const int within = 6 * m + offset;  // 0…71 from the block's lowest
    // Below the carrier the block is -108…-37, above it 37…108; tuned 72 sub-carriers off the carrier.
    const int subcarrier = side_ > 0 ? within + 37 - kBlock_subcarriers : within - 108 + kBlock_subcarriers;
    if (subcarrier == 0) return -1;
    return subcarrier < 0 ? subcarrier + 36 : subcarrier + 35;
  }

  CellShape shape_;
  int side_;
  std::array<std::array<std::array<Sample, kPilotsPerSymbol>, 2>, kSlotsPerFrame> sent_{};
};

}  // namespace

double alias_shift_hz(const frontend::BandSpectra& spectra, const FoundCell& found, double seconds) {
  const frontend::BlockPlan& plan = spectra.plan();
  const double rate_hz = plan.bin_hz * static_cast<double>(plan.input_size);
  const HeardSubcarriers heard = heard_subcarriers(found.offset_hz, rate_hz);
  const bool is_whole = heard.first == 0 && heard.last == kCentral_subcarriers;
  if (is_whole || !found.cell.mib || found.cell.mib->mib.bandwidth_rb < 25) return 0.0;
  const int inward = found.offset_hz > 0.0 ? -1 : 1;
  const double shift_hz = inward * rate_hz;

  frontend::CarrierExtractor extractor(plan);
  std::vector<Sample> baseband;
  SymbolReader reader;
  FrameTiming timing = found.cell.sync.timing;
  timing.offset_hz = 0.0;
  const auto look_at = [&](double carrier_hz, int side) {
    extractor.extract(spectra, carrier_hz + side * kBlock_hz, seconds, baseband);
    reader.set_baseband(baseband);
    return NextBlock(found.cell.shape, side).look(reader, timing, found.cell.downlink);
  };
  const Presence here = look_at(found.offset_hz, inward);
  const Presence beyond = look_at(found.offset_hz + shift_hz, -inward);
  return beyond.z > kClear_z && beyond.power > kClearlyMore * here.power ? shift_hz : 0.0;
}

}  // namespace cellwarden::lte
