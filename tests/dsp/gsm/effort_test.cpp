// gsm::Receiver where less than everything is asked of it: what must stay, and what goes.
#include <algorithm>
#include <vector>

#include "cell/gsm/system_information.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/gsm/receiving.hpp"
#include "tests/dsp/gsm/synthetic.hpp"

namespace cellwarden::gsm {
namespace {

constexpr unsigned kKnown = 17;
constexpr unsigned kAttended = 33;
constexpr unsigned kNew = 50;
constexpr double kNewAt_s = 10.0;
constexpr double kKnownAfter_s = 9.0;
constexpr double kSeconds = 16.0;

std::vector<Dwell> dwells_at(unsigned level) {
  auto late = cell_of(kNew, 300e3);
  late.start_s = kNewAt_s + 0.1;
  const synth::SceneSpec scene = scene_of({cell_of(kKnown, -300e3), cell_of(kAttended), late}, 20, kSeconds);
  Receiver receiver({}, run_serially);
  receiver.set_effort(frontend::effort_at(level));
  const frontend::AttendedCell attended{Rat::kGsm, kTestCenter_hz, kAttended};
  receiver.set_attended({&attended, 1});
  synth::SceneSource source(scene);
  std::vector<Dwell> dwells;
  for (auto block = source.read(); block && *block; block = source.read()) receiver.push(**block, dwells);
  receiver.finish(dwells);
  return dwells;
}

const Observation* find(const Dwell& dwell, unsigned bsic) {
  const auto found = std::ranges::find(dwell.observations, bsic, &Observation::physical_id);
  return found == dwell.observations.end() ? nullptr : &*found;
}

bool says(const Observation& seen, MessageKind kind) {
  return std::ranges::any_of(seen.gsm()->messages,
                             [&](const BroadcastMessage& m) { return kind_of(m.octets) == kind; });
}

}  // namespace

TEST_CASE(
    "with less effort GSM cells are found and say who they are; traffic of known ones is counted in turns") {
  const unsigned level = GENERATE(0U, 1U, 2U, 3U);
  const unsigned every = frontend::effort_at(level).read_every_dwells;
  CAPTURE(level, every);
  std::size_t read_of_known = 0;
  std::size_t known_dwells = 0;
  bool has_new_said = false;
  for (const Dwell& dwell : dwells_at(level)) {
    const double t_s = dwell.listen.t_s;
    CAPTURE(t_s);
    CHECK(dwell.listen.searched_s == Approx(dwell.listen.duration_s));
    for (const unsigned bsic : {kKnown, kAttended}) {
      const Observation* const seen = find(dwell, bsic);
      REQUIRE(seen != nullptr);
      CHECK(seen->state == CellState::kConfirmed);
      CHECK(seen->gsm()->bcch.good >= 4);
      CHECK(seen->gsm()->sch_good >= 20);
      if (bsic == kAttended) CHECK(seen->gsm()->ccch.good > 20);
    }
    if (t_s >= kKnownAfter_s) {
      ++known_dwells;
      const BlockCounts& ccch = find(dwell, kKnown)->gsm()->ccch;
      read_of_known += ccch.good > 0 ? 1U : 0U;
      // Whole or not at all: what was not read has not failed either.
      CHECK((ccch.good == 0 || ccch.good > 20));
      CHECK(ccch.bad == 0);
    }
    if (t_s >= kNewAt_s) {
      const Observation* const fresh = find(dwell, kNew);
      REQUIRE(fresh != nullptr);
      CHECK(fresh->gsm()->ccch.good > 20);
      has_new_said = has_new_said || says(*fresh, MessageKind::kSi3);
    }
  }
  CHECK(has_new_said);
  CHECK(known_dwells == 7);
  CHECK(read_of_known >= known_dwells / every);
  CHECK(read_of_known <= known_dwells / every + 1);
}

}  // namespace cellwarden::gsm
