#include "tests/synth/narrowband.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include <liquid/liquid.h>

namespace cellwarden::synth {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
constexpr double kBitRate_hz = 1625e3 / 6.0;
constexpr unsigned kSamplesPerBit = 4;
constexpr unsigned kFilterDelay_bits = 2;
constexpr float kBandwidthTime = 0.3F;
// One arbitrary stage: liquid 1.5's half-band stages leak memory when they are designed.
constexpr unsigned kResamplerDelay_samples = 7;
constexpr float kResamplerCutoff = 0.35F;  // of the modulator's rate: 379 kHz
constexpr float kResamplerStopBand_db = 70.0F;
constexpr unsigned kResamplerFilters = 64;
constexpr unsigned kSlots = 8;
constexpr unsigned kMultiframe_frames = 51;
constexpr unsigned kLongestBurst_bits = 157;
constexpr unsigned kRamp_bits = 3;
constexpr std::uint64_t kPhaseRenewal_samples = 4096;

std::complex<double> turn(double cycles) noexcept {
  return std::polar(1.0, kTurn * (cycles - std::floor(cycles)));
}

// 45.002, 5.7: a quarter bit per burst is saved up, so every fourth burst is one bit longer.
unsigned burst_bits(std::uint64_t slot) noexcept {
  return slot % 4 == 3 ? kLongestBurst_bits : kLongestBurst_bits - 1;
}

// Rises at a burst's start and falls at its end, so that neighbours in frequency are spared.
float envelope(unsigned bit, unsigned count) noexcept {
  const unsigned edge = std::min(bit, count - 1 - bit);
  if (edge >= kRamp_bits) return 1.0F;
  return std::sin(static_cast<float>(edge + 1) / static_cast<float>(kRamp_bits + 1) *
                  (std::numbers::pi_v<float> / 2.0F));
}

}  // namespace

struct GsmCarrier::Modem {
  explicit Modem(double rate)
      : modulator(gmskmod_create(kSamplesPerBit, kFilterDelay_bits, kBandwidthTime)),
        resampler(resamp_crcf_create(static_cast<float>(rate), kResamplerDelay_samples, kResamplerCutoff,
                                     kResamplerStopBand_db, kResamplerFilters)),
        burst(std::size_t{kLongestBurst_bits} * kSamplesPerBit),
        resampled(static_cast<std::size_t>(2.0 * rate * static_cast<double>(burst.size())) + 64) {}
  ~Modem() {
    gmskmod_destroy(modulator);
    resamp_crcf_destroy(resampler);
  }
  Modem(const Modem&) = delete;
  Modem& operator=(const Modem&) = delete;

  gmskmod modulator;
  resamp_crcf resampler;
  std::vector<Sample> burst;
  std::vector<Sample> resampled;
};

GsmCarrier::GsmCarrier(const GsmCarrierSpec& spec, const RadioSpec& radio)
    : spec_(spec), random_{spec.seed, 0x67'73'6DU} {
  const double clock = 1 + spec.oscillator_ppm * 1e-6;
  const double carrier_hz = (radio.center_hz + spec.carrier_offset_hz) * clock - radio.true_center_hz();
  modem_ = std::make_unique<Modem>(radio.true_rate_hz() / (kBitRate_hz * clock * kSamplesPerBit));
  cycles_per_sample_ = carrier_hz / radio.true_rate_hz();
  first_phase_cycles_ = random_.uniform();
  slot_ = random_.bits() % (std::uint64_t{kSlots} * kMultiframe_frames);
}

GsmCarrier::~GsmCarrier() = default;

void GsmCarrier::add(std::span<Sample> block) {
  while (pending_.size() < block.size()) send_burst();
  for (std::size_t i = 0; i < block.size(); ++i) block[i] += pending_[i];
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(block.size()));
}

void GsmCarrier::send_burst() {
  const auto level = static_cast<float>(std::pow(10.0, spec_.power_dbfs / 20.0));
  const unsigned count = burst_bits(slot_);
  const std::uint64_t frame = slot_ / kSlots % kMultiframe_frames;
  const bool correction = spec_.broadcast && slot_ % kSlots == 0 && frame % 10 == 0 && frame < 50;
  const bool on = spec_.broadcast || random_.uniform() < spec_.activity;
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < count; ++i) {
    if (i % 64 == 0) bits = random_.bits();
    const float amplitude = !on ? 0.0F : spec_.broadcast ? level : level * envelope(i, count);
    Sample* const x = modem_->burst.data() + static_cast<std::size_t>(i) * kSamplesPerBit;
    // A run of ones turns the phase a quarter per bit: the tone a quarter of the bit rate above the carrier.
    gmskmod_modulate(modem_->modulator, correction ? 1U : static_cast<unsigned>(bits >> (i % 64)) & 1U, x);
    for (unsigned j = 0; j < kSamplesPerBit; ++j) x[j] *= amplitude;
  }
  ++slot_;
  unsigned made = 0;
  resamp_crcf_execute_block(modem_->resampler, modem_->burst.data(), count * kSamplesPerBit,
                            modem_->resampled.data(), &made);
  shift(std::span(modem_->resampled).first(made));
}

// To the carrier's place; the phase is taken anew for each burst, so that no rounding adds up.
void GsmCarrier::shift(std::span<const Sample> burst) {
  std::complex<double> phase =
      turn(first_phase_cycles_ + cycles_per_sample_ * static_cast<double>(made_samples_));
  const std::complex<double> step = turn(cycles_per_sample_);
  for (const Sample& x : burst) {
    pending_.push_back(x * Sample(phase));
    phase *= step;
  }
  made_samples_ += burst.size();
}

Tone::Tone(const ToneSpec& spec, const RadioSpec& radio)
    : amplitude_(std::pow(10.0, spec.power_dbfs / 20.0)),
      cycles_per_sample_(spec.offset_hz / radio.sample_rate_hz),
      step_(turn(cycles_per_sample_)) {}

void Tone::add(std::span<Sample> block) {
  for (Sample& x : block) {
    if (position_ % kPhaseRenewal_samples == 0) {
      value_ = amplitude_ * turn(cycles_per_sample_ * static_cast<double>(position_));
    }
    x += Sample(value_);
    value_ *= step_;
    ++position_;
  }
}

}  // namespace cellwarden::synth
