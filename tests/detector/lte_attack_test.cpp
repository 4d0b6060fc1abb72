// Hand-made messages, of which most are an attacker's, from one cell among honest ones: the whole detector
// says of each what it is, and of the harmless ones nothing.
#include <map>
#include <set>

#include "cell/lte/paging.hpp"
#include "tests/cell/lte/captures.hpp"
#include "tests/detector/lte_town.hpp"

using namespace cellwarden;
using namespace cellwarden::test;

namespace {

// What of a town's first cell a message takes the place of.
void put(Town& town, const lte::test::NamedMessage& message) {
  if (message.is_paging) {
    const auto paging = lte::parse_pcch(message.octets);
    REQUIRE(paging);
    town.over_time = [paging](TownCell& cell, int t) {
      for (int i = 0; i < 10; ++i) cell.paging.counts += paging->counts;
      if (t >= 5) return;
      cell.paging.system_info_modifications += paging->has_system_info_modification ? 1U : 0U;
      cell.paging.etws_indications += paging->has_etws_indication ? 1U : 0U;
      cell.paging.cmas_indications += paging->has_cmas_indication ? 1U : 0U;
    };
    return;
  }
  const auto read = lte::parse_bcch_dl_sch(message.octets);
  REQUIRE(read);
  if (const auto* sib1 = std::get_if<lte::SystemInformationBlock1>(&read->content)) {
    if (message.name ==
        "sib1_two_plmn") {  // its networks are what it is about: it schedules one message only
      town.subject.sib1.plmns = sib1->plmns;
      return;
    }
    town.subject.sib1_octets = message.octets;
    // It sends what it announces.
    std::vector<std::vector<Block>> sent;
    for (const lte::SiSchedule& schedule : sib1->scheduling) {
      std::vector<Block>& blocks = sent.emplace_back();
      for (const auto& known : town.subject.messages) {
        for (const Block& block : known) {
          if (std::ranges::find(schedule.sibs, type_of(block)) != schedule.sibs.end())
            blocks.push_back(block);
        }
      }
    }
    town.subject.messages = std::move(sent);
    return;
  }
  const auto& blocks = std::get<lte::SystemInformation>(read->content).blocks;
  for (const Block& block : blocks) {
    for (auto& known : town.subject.messages) {
      std::erase_if(known, [&](const Block& one) { return type_of(one) == type_of(block); });
    }
    const auto number = static_cast<unsigned>(type_of(block));
    if (number >= 10) town.subject.sib1.scheduling = {{16, {type_of(block)}}};
  }
  town.subject.more.push_back(message.octets);
}

// The laboratory's network, as the messages have it: the site's own.
Town laboratory() {
  Town town;
  const auto give = [](TownCell& cell, std::uint32_t eci) {
    cell.sib1.plmns[0].plmn = Plmn{1, 1, 2};
    cell.sib1.tracking_area_code = Tac{0x1234};
    cell.sib1.cell_identity = Eci{eci};
    lte::SystemInformationBlock6 sib6;
    lte::UtraCarrier utra;
    utra.uarfcn = 10588;
    utra.cell_reselection_priority = 2;
    utra.q_rx_lev_min_dbm = -115;
    utra.q_qual_min_db = -20;
    sib6.fdd.push_back(utra);
    cell.messages = {cell.messages[0], cell.messages[1], {sib6, cell.messages[2][0]}};
  };
  give(town.subject, 0x0ABCD01);
  std::uint32_t eci = 0x0ABCD02;
  for (TownCell& other : town.others) give(other, eci++);
  town.site = {.countries = {1}, .test_networks = {Plmn{1, 1, 2}, Plmn{1, 2, 2}}, .licences = {}};
  return town;
}

// Which rules found something on the first cell; on the others nothing must be found.
std::set<std::string> rules_against(const Town& town, int seconds) {
  detector::DetectorInputs inputs;
  inputs.rules = town.settings;
  inputs.rules.watch_points = 1.0;  // every finding makes an incident
  inputs.rules.suspect_points = 40.0;
  inputs.site = town.site;
  const Run result = run(std::move(inputs), town.dwells(seconds));
  std::set<std::string> rules;
  for (const detector::Incident& incident : result.detector->open_incidents()) {
    CAPTURE(incident.subject.latest.physical_id, incident.findings.at(0).text);
    CHECK(incident.subject.latest.physical_id == town.subject.radio.pci);
    for (const detector::Finding& finding : incident.findings) {
      rules.insert(finding.rule);
      CHECK(finding.text.ends_with('.'));
    }
  }
  return rules;
}

struct Expected {
  std::set<std::string> rules;  // these among others; nothing at all where it is empty
  int seconds = 12;
};

}  // namespace

TEST_CASE("each hand-made attack vector is named for what it is", "[lte]") {
  const std::map<std::string, Expected> all{{"sib1_normal_00101", {}},
                                            {"sib1_two_plmn", {}},
                                            {"sib1_tac0001_nosib3", {{"BP09", "ID12"}}},
                                            {"sib1_barred_nointra", {{"BP13"}}},
                                            {"sib1_csg", {{"ID19"}}},
                                            {"sib1_reserved", {{"ID16"}}},
                                            {"si_sib3_prio6", {}},
                                            {"si_sib3_prio7_qhyst24_sticky", {{"BP12"}}},
                                            {"si_sib3_prio0_pushaway", {{"BP12"}}},
                                            {"si_sib7_geran_prio1", {}},
                                            {"si_sib7_geran_prio7_downgrade", {{"DG01"}}},
                                            {"si_sib10_etws_primary_test", {{"WM01"}, 40}},
                                            {"si_sib12_cmas", {{"WM01"}, 40}},
                                            {"pcch_imsi_001010123456789", {{"DY11"}, 70}},
                                            {"pcch_stmsi_cs_test", {}},
                                            {"pcch_sysinfomod_etws_cmas", {{"WM05"}, 80}}};
  const auto messages = lte::test::named_messages();
  if (messages.empty()) return;
  CHECK(messages.size() == all.size());
  for (const lte::test::NamedMessage& message : messages) {
    CAPTURE(message.name);
    const Expected& expected = all.at(message.name);
    Town town = laboratory();
    put(town, message);
    const auto found = rules_against(town, expected.seconds);
    std::string names;
    for (const std::string& rule : found) names += rule + ' ';
    CAPTURE(names);
    std::string answers;  // of rules that did not fire
    for (const std::string& rule : expected.rules) {
      if (!found.contains(rule)) answers += rule + ": " + town.ask(rule, expected.seconds).why + ' ';
    }
    CAPTURE(answers);
    if (expected.rules.empty()) CHECK(found.empty());
    CHECK(std::ranges::includes(found, expected.rules));
  }
}
