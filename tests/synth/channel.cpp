#include "tests/synth/channel.hpp"

#include <cmath>
#include <numbers>

namespace cellwarden::synth {
namespace {

constexpr std::size_t kRays = 16;
constexpr double kTurn = 2.0 * std::numbers::pi;

struct ProfileTap {
  double delay_ns, power_db;
};

std::vector<Tap> normalised(std::initializer_list<ProfileTap> profile) {
  std::vector<Tap> taps;
  double sum = 0;
  for (const auto& [delay_ns, power_db] : profile) {
    taps.push_back({delay_ns * 1e-9, std::pow(10.0, power_db / 10.0)});
    sum += taps.back().power;
  }
  for (Tap& tap : taps) tap.power /= sum;
  return taps;
}

}  // namespace

std::vector<Tap> multipath_taps(Multipath profile) {
  switch (profile) {
    case Multipath::kEpa:  // table B.2.1-2
      return normalised({{0, 0}, {30, -1}, {70, -2}, {90, -3}, {110, -8}, {190, -17.2}, {410, -20.8}});
    case Multipath::kEva:  // table B.2.1-3
      return normalised({{0, 0},
                         {30, -1.5},
                         {150, -1.4},
                         {310, -3.6},
                         {370, -0.6},
                         {710, -9.1},
                         {1090, -7},
                         {1730, -12},
                         {2510, -16.9}});
    case Multipath::kNone:
      break;
  }
  return {{0, 1}};
}

TapGain::TapGain(double doppler_hz, Random& random) {
  const std::size_t count = doppler_hz > 0 ? kRays : 1;
  scale_ = 1.0 / std::sqrt(static_cast<double>(count));
  const double turn = random.uniform();
  for (std::size_t i = 0; i < count; ++i) {
    const double angle = kTurn * (static_cast<double>(i) + turn) / static_cast<double>(count);
    rays_.push_back({doppler_hz * std::cos(angle), random.uniform()});
  }
}

std::complex<double> TapGain::at(double time_s) const noexcept {
  std::complex<double> sum;
  for (const Ray& ray : rays_) sum += std::polar(1.0, kTurn * (ray.frequency_hz * time_s + ray.phase));
  return scale_ * sum;
}

}  // namespace cellwarden::synth
