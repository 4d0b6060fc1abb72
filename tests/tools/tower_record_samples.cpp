// Prints real records of `towers` commands, one a line, for the check against docs/schemas.
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "tests/tools/process.hpp"

namespace {

using namespace cellwarden::test;

// A column of every kind, radios of every kind, a site without a cell, a row without a place.
std::string operator_list(const std::string& first_pci) {
  return "# source: Example Mobile\n# trust: operator\n# date: 2026-11-01\n# licence: by contract\n"
         "# attribution: Example Mobile Ltd\n"
         "radio,mcc,mnc,area,cell,pci,carrier_hz,bandwidth_rb,ports,lon,lat,accuracy_m,range,samples,first_"
         "listed,"
         "last_listed,valid_from,valid_to,azimuth_deg,eirp_dbm,label\n"
         "lte,262,01,4711,27447297," +
         first_pci +
         ",806000000,50,2,13.4051,52.5201,20,1500,7,1282569574,1300155341,2020-01-01,2030-12-31,120,58.5,"
         "Hall\n"
         "lte,262,01,4711,27447298,302,806000000,50,2,13.4051,52.5201,,,,,,,,,,\n"
         "gsm,262,02,801,1795,21,947400000,,,13.276907,52.525714,,5716,9,,,,,,,\n"
         "umts,262,02,802,67305985,,,,,13.27,52.52,,,,,,,,,,\n"
         "nr,310,010,9,68719476735,1007,,,,-73.9,40.7,,,,,,,,,,\n"
         "nbiot,262,01,4711,5,3,,,,,,,,,,,,,,,\n"
         "lte,262,01,,,,,,,13.4,52.5,,,,,,,,,,Mast\n"
         "junk\n";
}

std::string crowd_list(const std::string& longitude) {
  return "radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal\n"
         "LTE,262,1,4711,27447297,-1," +
         longitude +
         ",52.5200,1000,7,1,1282569574,1300155341,0\n"
         "LTE,262,1,4711,27447297,301,13.4,52.5200,1000,7,1,1282569574,1200155341,0\n";
}

// Also of a failure: what was written by then is checked.
void print(const std::vector<std::string>& words) {
  const Ended ended = run(words);
  std::cout << ended.out;
  if (ended.exit_code == 0) return;
  std::cerr << ended.err;
  std::exit(EXIT_FAILURE);
}

void import(const std::string& database, const std::vector<std::string>& files) {
  std::vector<std::string> words{"towers", "import", "--towers", database};
  words.insert(words.end(), files.begin(), files.end());
  if (const Ended ended = run(words); ended.exit_code != 0) {
    std::cerr << ended.err;
    std::exit(EXIT_FAILURE);
  }
}

}  // namespace

int main() {
  const Scratch scratch;
  const std::string before = scratch.path("before.sqlite");
  const std::string after = scratch.path("after.sqlite");
  import(before,
         {scratch.file("operator.csv", operator_list("301")), scratch.file("crowd.csv", crowd_list("13.4"))});
  import(after,
         {scratch.file("operator.csv", operator_list("300")), scratch.file("crowd.csv", crowd_list("13.6")),
          scratch.file("more.csv", crowd_list("13.4"))});
  print({"towers", "export", "--towers", before, "-F", "json"});
  print({"towers", "near", "52.52,13.405", "--towers", before, "-F", "json"});
  print({"towers", "stats", "--towers", after, "-F", "json"});
  print({"towers", "diff", before, after, "-F", "json"});
  print({"towers", "diff", after, before, "-F", "json"});
  print({"towers", "diff", after, after, "-F", "json"});
  print({"towers", "verify", "--towers", before, "-F", "json"});
  // Country codes of every kind, and networks of every standing, the database's cells counted.
  print({"towers", "lookup",  "--towers", before,   "-F",     "json",   "262",    "310",    "440",
         "232",    "001",     "901",      "203",    "262-01", "262-02", "262-99", "262-23", "262-10",
         "310-10", "310-010", "460-99",   "232-01", "440-10", "203-01", "999-99", "901-70"});
  print({"towers", "lookup", "-F", "json", "262-01"});
  // A country, a border, a territory without a code of its own, the sea, land in dispute, nobody's land.
  print({"towers", "lookup", "-F", "json", "52.52,13.405", "47.546,7.589", "49.45,-2.55", "35,-40",
         "44.95,34.1", "-75,10"});
}
