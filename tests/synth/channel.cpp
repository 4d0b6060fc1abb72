#include "tests/synth/channel.hpp"

#include <cmath>
#include <numbers>

namespace cellwarden::synth {
namespace {

constexpr std::size_t kRays = 16;
constexpr double kSpeedOfLight_m_s = 299'792'458;
// TS 45.005, C.1.2: 0.41 of half a classical spectrum, 0.91 straight.
constexpr double kRiceDirectShare = 0.91 / (0.91 + 0.41 / 2);
constexpr double kDirectShift = 0.7;
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

std::vector<Tap> multipath_taps(Multipath profile, double two_paths_delay_s) {
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
    case Multipath::kRuralArea: {
      auto taps = normalised({{0, 0}, {100, -4}, {200, -8}, {300, -12}, {400, -16}, {500, -20}});
      taps.front().direct_share = kRiceDirectShare;
      return taps;
    }
    case Multipath::kHillyTerrain:
      return normalised({{0, 0}, {100, -1.5}, {300, -4.5}, {500, -7.5}, {15000, -8}, {17200, -17.7}});
    case Multipath::kTypicalUrban:
      return normalised({{0, -3}, {200, 0}, {500, -2}, {1600, -6}, {2300, -8}, {5000, -10}});
    case Multipath::kEqualisationTest:
      return normalised({{0, 0}, {3200, 0}, {6400, 0}, {9600, 0}, {12800, 0}, {16000, 0}});
    case Multipath::kTwoPaths:
      return {{0, 0.5}, {two_paths_delay_s, 0.5}};
    case Multipath::kNone:
      break;
  }
  return {{0, 1}};
}

double doppler_hz(double speed_kmh, double carrier_hz) noexcept {
  return speed_kmh / 3.6 * carrier_hz / kSpeedOfLight_m_s;
}

TapGain::TapGain(double doppler_hz, Random& random, double direct_share) {
  const std::size_t count = doppler_hz > 0 ? kRays : 1;
  scale_ = 1.0 / std::sqrt(static_cast<double>(count));
  const double turn = random.uniform();
  for (std::size_t i = 0; i < count; ++i) {
    const double angle = kTurn * (static_cast<double>(i) + turn) / static_cast<double>(count);
    rays_.push_back({doppler_hz * std::cos(angle), random.uniform()});
  }
  if (direct_share <= 0 || doppler_hz <= 0) return;
  scale_ *= std::sqrt(1 - direct_share);
  direct_amplitude_ = std::sqrt(direct_share);
  direct_ = {kDirectShift * doppler_hz, random.uniform()};
}

std::complex<double> TapGain::at(double time_s) const noexcept {
  std::complex<double> sum;
  for (const Ray& ray : rays_) sum += std::polar(1.0, kTurn * (ray.frequency_hz * time_s + ray.phase));
  sum *= scale_;
  if (direct_amplitude_ > 0) {
    sum += std::polar(direct_amplitude_, kTurn * (direct_.frequency_hz * time_s + direct_.phase));
  }
  return sum;
}

}  // namespace cellwarden::synth
