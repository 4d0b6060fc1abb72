// Points and levels against numbers worked out by hand.
#include "detector/verdict/score.hpp"

#include "tests/catch.hpp"

using namespace cellwarden::detector;

namespace {

Exculpation n1() {
  return {"N1", 10.0, {Family::kId, Family::kBp}};
}
Exculpation n2() {
  return {"N2", 10.0, {Family::kId, Family::kBp, Family::kDy}};
}
Exculpation n4() {
  return {"N4", 10.0, {Family::kId, Family::kDy}};
}
Exculpation n5() {
  return {"N5", 6.0, {Family::kId, Family::kDy}};
}

}  // namespace

TEST_CASE("A stock program on a commercial network: caps and halves", "[score]") {
  const std::vector<FamilyPoints> findings{
      {Family::kId, 30}, {Family::kId, 20}, {Family::kId, 12}, {Family::kId, 20},  // 30 + 52/2 = 56 -> 35
      {Family::kBp, 12}, {Family::kBp, 15},                                        // 15 + 6 = 21
      {Family::kDy, 6},  {Family::kDy, 6},                                         // 6 + 3 = 9
      {Family::kRf, 20}, {Family::kRf, 8},  {Family::kRf, 8}};                     // 20 + 8 = 28
  const Score score = combine(findings);
  CHECK(score.of(Family::kId) == 35.0);
  CHECK(score.of(Family::kBp) == 21.0);
  CHECK(score.of(Family::kDy) == 9.0);
  CHECK(score.of(Family::kRf) == 28.0);
  CHECK(score.total == 93.0);
  CHECK(level_of(score, {}) == Level::kAlert);
}

TEST_CASE("A perfect copy on one carrier stays at suspect", "[score]") {
  const std::vector<FamilyPoints> findings{
      {Family::kRf, 30}, {Family::kRf, 20 * 0.3}, {Family::kDy, 6}, {Family::kDy, 6}};
  const Score score = combine(findings);
  CHECK(score.of(Family::kRf) == 33.0);
  CHECK(score.total == 42.0);
  CHECK(level_of(score, {}) == Level::kSuspect);
}

TEST_CASE("A new honest site, with what speaks for it", "[score]") {
  // ID 20 + 1.5 = 21.5, less 10, less 6 = 5.5; DY 6.
  const std::vector<FamilyPoints> findings{{Family::kId, 20}, {Family::kId, 3}, {Family::kDy, 6}};
  const std::vector<Exculpation> speaks{n4(), n5()};
  const Score score = combine(findings, speaks);
  CHECK(score.of(Family::kId) == 5.5);
  CHECK(score.total == 11.5);
  CHECK(level_of(score, {}) == Level::kNone);
}

TEST_CASE("A temporary cell beside the sensor", "[score]") {
  // ID 21.5 - 10 = 11.5; then DY 6 + 6 = 12 is the heavier: 12 - 6 = 6.
  const std::vector<FamilyPoints> findings{
      {Family::kId, 20}, {Family::kId, 3}, {Family::kDy, 6}, {Family::kDy, 6}, {Family::kDy, 6}};
  const std::vector<Exculpation> speaks{n4(), n5()};
  const Score score = combine(findings, speaks);
  CHECK(score.of(Family::kId) == 11.5);
  CHECK(score.of(Family::kDy) == 6.0);
  CHECK(score.total == 17.5);
}

TEST_CASE("A repeater switched on: nothing offsets RF", "[score]") {
  const std::vector<FamilyPoints> findings{{Family::kDy, 6}, {Family::kDy, 6}, {Family::kRf, 30 * 0.5}};
  const std::vector<Exculpation> speaks{n1(), n2()};
  const Score score = combine(findings, speaks);
  CHECK(score.of(Family::kDy) == 0.0);
  CHECK(score.of(Family::kRf) == 15.0);
  CHECK(score.total == 15.0);
}

TEST_CASE("An alert needs two families", "[score]") {
  const auto level = [](std::vector<FamilyPoints> findings) { return level_of(combine(findings), {}); };
  CHECK(level({{Family::kRf, 40}, {Family::kDy, 9}, {Family::kBp, 9}, {Family::kId, 9}}) ==
        Level::kSuspect);  // 67
  CHECK(level({{Family::kRf, 40}, {Family::kDy, 20}}) == Level::kAlert);
  CHECK(level({{Family::kRf, 40}, {Family::kDy, 19.9}}) == Level::kSuspect);
  CHECK(level({{Family::kRf, 20}}) == Level::kWatch);
  CHECK(level({{Family::kRf, 19.9}}) == Level::kNone);
}

TEST_CASE("Every family has its cap", "[score]") {
  const auto [family, cap] = GENERATE(table<Family, double>({{Family::kId, 35},
                                                             {Family::kBp, 25},
                                                             {Family::kDg, 15},
                                                             {Family::kDy, 30},
                                                             {Family::kRf, 40},
                                                             {Family::kWm, 25},
                                                             {Family::kSg, 40},
                                                             {Family::kMs, 40}}));
  CHECK(combine(std::vector<FamilyPoints>{{family, 30}, {family, 30}, {family, 30}}).total ==
        std::min(cap, 60.0));
}

TEST_CASE("Evidence halves in 30 minutes, about identities in a day", "[score]") {
  const RuleSettings settings;
  CHECK(decayed(20, Family::kRf, 0, settings) == 20.0);
  CHECK(decayed(20, Family::kRf, 1800, settings) == Approx(10.0));
  CHECK(decayed(20, Family::kRf, 3600, settings) == Approx(5.0));
  CHECK(decayed(20, Family::kId, 86400, settings) == Approx(10.0));
}

TEST_CASE("A level rises at once and falls after fifteen minutes well below", "[score]") {
  const RuleSettings settings;
  LevelHold hold;
  const auto points = [](double total) { return combine(std::vector<FamilyPoints>{{Family::kRf, total}}); };
  CHECK(hold.update(0, points(40), settings) == Level::kSuspect);
  CHECK(hold.update(10, points(33), settings) == Level::kSuspect);  // not 8 below 40
  CHECK(hold.update(5000, points(33), settings) == Level::kSuspect);
  CHECK(hold.update(5010, points(31), settings) == Level::kSuspect);
  CHECK(hold.update(5909, points(31), settings) == Level::kSuspect);
  SECTION("a recovery begins the wait anew") {
    CHECK(hold.update(5909.5, points(32.5), settings) == Level::kSuspect);
    CHECK(hold.update(5910, points(31), settings) == Level::kSuspect);
    CHECK(hold.update(6809, points(31), settings) == Level::kSuspect);
    CHECK(hold.update(6810, points(31), settings) == Level::kWatch);
  }
  SECTION("then down to what the score is worth") {
    CHECK(hold.update(5910, points(31), settings) == Level::kWatch);
    CHECK(hold.update(5911, points(5), settings) == Level::kWatch);
    CHECK(hold.update(6811, points(5), settings) == Level::kNone);
  }
}
