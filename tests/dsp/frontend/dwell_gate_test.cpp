// Whole dwells that are left out on purpose.
#include "dsp/frontend/dwell_gate.hpp"

#include <vector>

#include "dsp/frontend/dwell_divider.hpp"
#include "tests/catch.hpp"

namespace {

using namespace cellwarden;
using frontend::DwellGate;

constexpr double kRate_hz = 1000.0;

/// A stream whose samples are their own numbers.
class Stream {
 public:
  IqBlock next(std::size_t count) {
    samples_.clear();
    for (std::size_t i = 0; i < count; ++i) samples_.emplace_back(static_cast<float>(at_ + i), 0.0F);
    IqBlock block;
    block.samples = samples_;
    block.first_sample = at_;
    block.sample_rate_hz = kRate_hz;
    block.center_hz = 900e6;
    block.received_at = Time(std::chrono::milliseconds(at_));
    at_ += count;
    return block;
  }
  IqBlock next_after_loss(std::size_t lost, std::size_t count) {
    at_ += lost;
    IqBlock block = next(count);
    block.lost_before = lost;
    block.gap_before = true;
    return block;
  }

 private:
  std::vector<Sample> samples_;
  std::uint64_t at_ = 0;
};

void check_is_itself(const IqBlock& part) {
  CHECK(static_cast<std::uint64_t>(part.samples.front().real()) == part.first_sample);
  CHECK(part.received_at == Time(std::chrono::milliseconds(part.first_sample)));
}

struct Counter final : frontend::DwellUser {
  bool start(const IqBlock& /*first*/, bool /*is_other_window*/) override { return true; }
  void take(std::span<const Sample> /*samples*/) override {}
  bool complete(bool /*is_end*/, std::vector<Dwell>& out) override {
    if (divider->seconds() < shortest_s) return false;
    out.push_back({divider->listen(), {}});
    return true;
  }
  frontend::DwellDivider* divider = nullptr;
  double shortest_s = 0;
};

}  // namespace

TEST_CASE("an open gate changes nothing") {
  DwellGate gate(0.1);
  Stream stream;
  for (int i = 0; i < 20; ++i) {
    const IqBlock block = i == 7 ? stream.next_after_loss(30, 64) : stream.next(64);
    std::size_t passed = 0;
    for (const IqBlock& part : gate.pass(block)) {
      check_is_itself(part);
      CHECK(part.dropped_before == 0);
      CHECK(part.gap_before == (i == 7 && passed == 0));
      CHECK(part.lost_before == (i == 7 && passed == 0 ? 30 : 0));
      passed += part.samples.size();
    }
    CHECK(passed == block.samples.size());
  }
}

TEST_CASE("of so many dwells one passes whole, and the others count as dropped, whatever the blocks") {
  const unsigned every = GENERATE(2U, 3U);
  const std::size_t block_samples = GENERATE(std::size_t{7}, std::size_t{64}, std::size_t{1000});
  CAPTURE(every, block_samples);
  DwellGate gate(0.1);
  gate.set_receive_every(every);
  frontend::DwellDivider divider(0.1);
  Counter user;
  user.divider = &divider;
  std::vector<Dwell> dwells;
  Stream stream;
  std::uint64_t sent = 0;
  for (; sent < 3000; sent += block_samples) {
    for (const IqBlock& part : gate.pass(stream.next(block_samples))) {
      check_is_itself(part);
      divider.push(part, user, dwells);
    }
  }
  REQUIRE(dwells.size() >= 9);
  for (std::size_t i = 0; i < dwells.size(); ++i) {
    CHECK(dwells[i].listen.samples == 100);
    CHECK(dwells[i].listen.t_s == Approx(0.1 * every * static_cast<double>(i)));
    CHECK(dwells[i].listen.samples_dropped == (i == 0 ? 0 : (every - 1) * 100));
    CHECK(dwells[i].listen.samples_lost == 0);
  }
}

TEST_CASE(
    "a gate that opens again lets all through from the end of what it leaves out; a gap opens it at once") {
  DwellGate gate(0.1);
  Stream stream;
  gate.set_receive_every(2);
  CHECK(gate.pass(stream.next(100)).size() == 1);
  CHECK(gate.pass(stream.next(50)).empty());
  gate.set_receive_every(1);
  const IqBlock half = stream.next(100);
  const auto parts = gate.pass(half);
  REQUIRE(parts.size() == 1);
  CHECK(parts[0].first_sample == 200);
  CHECK(parts[0].dropped_before == 100);
  CHECK(parts[0].gap_before);
  CHECK(gate.pass(stream.next(50)).size() == 1);
  gate.set_receive_every(2);
  CHECK(gate.pass(stream.next(20)).empty());
  const auto after = gate.pass(stream.next_after_loss(10, 80));
  REQUIRE(after.size() == 1);
  CHECK(after[0].samples.size() == 80);
  CHECK(after[0].lost_before == 10);
  CHECK(after[0].dropped_before == 20);
}

TEST_CASE("what is lost between pieces too short for a record is counted with the next") {
  frontend::DwellDivider divider(0.1);
  Counter user;
  user.divider = &divider;
  user.shortest_s = 0.05;
  std::vector<Dwell> dwells;
  Stream stream;
  for (int i = 0; i < 10; ++i) {
    IqBlock storm = stream.next_after_loss(30, 20);
    storm.clipped_samples = 1;
    divider.push(storm, user, dwells);
  }
  CHECK(dwells.empty());
  divider.push(stream.next_after_loss(7, 200), user, dwells);
  REQUIRE(dwells.size() == 2);
  CHECK(dwells[0].listen.samples_lost == 307);
  CHECK(dwells[0].listen.samples_clipped == 10);
  CHECK(dwells[0].listen.samples == 100);
  CHECK(dwells[1].listen.samples_lost == 0);
}
