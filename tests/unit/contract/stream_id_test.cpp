// SPDX-License-Identifier: Apache-2.0
// Stream ids as in SRT's access-control guideline.
#include "contract/stream_id.h"

#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {
namespace {

std::string verdict(std::string_view text) {
  const Result<StreamId> id = parseStreamId(text);
  return id ? "accepted" : id.error().describe().substr(0, id.error().describe().find(": "));
}

void theGuidelinesExamplesAreRead() {
  const StreamId watched = NEED(parseStreamId("#!::u=admin,r=bluesbrothers1_hi"));
  CHECK(watched == (StreamId{"bluesbrothers1_hi", "admin", StreamMode::Request}));
  const StreamId sent = NEED(parseStreamId("#!::u=johnny,t=file,m=publish,r=results.csv"));
  CHECK(sent == (StreamId{"results.csv", "johnny", StreamMode::Publish}));
}

void whatWeWriteIsWhatTheHouseAgreedOn() {
  CHECK_EQ(std::string("#!::r=79,m=publish,u=box-1a2b3c4d"),
           writeStreamId({"79", "box-1a2b3c4d", StreamMode::Publish}));
  CHECK_EQ(std::string("#!::r=79,m=publish,u=box-1a2b3c4d,s=9f2c41d07be85a36"),
           writeStreamId({"79", "box-1a2b3c4d", StreamMode::Publish, "9f2c41d07be85a36"}));
  CHECK_EQ(std::string("#!::r=79,m=request"), writeStreamId({"79", "", StreamMode::Request}));
  CHECK_EQ(std::string("#!::r=79,m=publish,u=box-1,path=2"),
           writeStreamId({"79", "box-1", StreamMode::Publish, {}, 2}));
  CHECK_EQ(std::string("#!::r=79/thumb,m=publish,u=box-1"),
           writeStreamId({"79", "box-1", StreamMode::Publish, {}, 1, StreamPicture::Small}));
  CHECK_EQ(std::string("#!::r=79,m=publish,u=box-1,key=17"),
           writeStreamId({"79", "box-1", StreamMode::Publish, {}, 1, StreamPicture::Whole, 17}));
}

void whatIsWrittenIsReadBack() {
  for (const StreamMode mode : {StreamMode::Publish, StreamMode::Request}) {
    for (const char* user : {"", "box-1a2b3c4d", "a.b_c/d-e"}) {
      for (const char* run : {"", "9f2c41d07be85a36"}) {
        for (const std::uint32_t path : {1U, 2U, 9U}) {
          for (const StreamPicture picture : {StreamPicture::Whole, StreamPicture::Small}) {
            for (const std::uint64_t key : {std::uint64_t{0}, std::uint64_t{1}, UINT64_MAX}) {
              const StreamId id{"79", user, mode, run, path, picture, key};
              CHECK(id == NEED(parseStreamId(writeStreamId(id))));
            }
          }
        }
      }
    }
  }
}

void theOrderOfKeysIsFreeAndOthersAreIgnored() {
  const StreamId id{"79", "box-1", StreamMode::Publish};
  CHECK(id == NEED(parseStreamId("#!::m=publish,u=box-1,r=79")));
  CHECK(id == NEED(parseStreamId("#!::h=host,s=1234,t=stream,diemcau_x=a b{c},r=79,u=box-1,m=publish")));
  CHECK(id == NEED(parseStreamId("#!::r=79,u=box-1,m=publish,s=../../../../etc")));
  CHECK(id == NEED(parseStreamId("#!::x=,r=79,u=box-1,m=publish,y=1=2")));
}

void theSmallPictureIsAnotherStreamOfTheSite() {
  const StreamId small{"79", "box-1", StreamMode::Publish, {}, 1, StreamPicture::Small};
  CHECK(small == NEED(parseStreamId("#!::r=79/thumb,m=publish,u=box-1")));
  for (const char* other : {"#!::r=79/thumbs", "#!::r=thumb", "#!::r=79thumb", "#!::r=79/Thumb", "#!::r=79/thumb/x"}) {
    CHECK(NEED(parseStreamId(other)).picture == StreamPicture::Whole);
  }
  CHECK_EQ("79/thumb", NEED(parseStreamId("#!::r=79/thumb/thumb")).resource);
}

void requestIsTheDefault() { CHECK(NEED(parseStreamId("#!::r=79")).mode == StreamMode::Request); }

void othersAreRefused() {
  for (const char* text : {"",
                           "79",
                           "#!",
                           "#!:",
                           "#!::",
                           "#!:{r=79}",
                           "#!::{r=79}",
                           "!::r=79",
                           " #!::r=79",
                           "publish/79",
                           "#!::m=publish,u=box",
                           "#!::r=,m=publish",
                           "#!::r=/thumb,m=publish",
                           "#!::r=79,path=",
                           "#!::r=79,path=0",
                           "#!::r=79,path=12",
                           "#!::r=79,path=1,path=2",
                           "#!::r",
                           "#!::=79",
                           "#!::r=79,,u=a",
                           "#!::r=79,r=80",
                           "#!::r=79,m=publish,m=request",
                           "#!::r=7 9",
                           "#!::r=79;m=publish",
                           "#!::r=79,u=a\nb",
                           "#!::r=../79\\x",
                           "#!::r=điểm",
                           "#!::r=79%00"}) {
    CHECK_EQ(std::string(text) + " stream_id.malformed", std::string(text) + " " + verdict(text));
  }
  CHECK_EQ(std::string("stream_id.malformed"), verdict(std::string_view("#!::r=79\0", 9)));
}

void modesThatWeDoNotOfferAreToldApart() {
  for (const char* text : {"#!::r=79,m=bidirectional", "#!::r=79,m=Publish", "#!::r=79,m="}) {
    CHECK_EQ(std::string("stream_id.mode_unknown"), verdict(text));
  }
}

// With the mode that is understood when it is left out.
void fiveHundredAndTwelveBytesAreTheMost() {
  const std::string longest = "#!::r=" + std::string(496, '7');
  CHECK_EQ(std::string("accepted"), verdict(longest));
  CHECK_EQ(std::string("accepted"), verdict(longest + ",m=request"));
  CHECK_EQ(std::string("accepted"), verdict(writeStreamId(NEED(parseStreamId(longest)))));
  CHECK_EQ(std::string("stream_id.malformed"), verdict(longest + "7,m=request"));
  CHECK_EQ(std::string("stream_id.malformed"), verdict(longest + "7"));
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(theGuidelinesExamplesAreRead), TEST(whatWeWriteIsWhatTheHouseAgreedOn),
              TEST(whatIsWrittenIsReadBack), TEST(theOrderOfKeysIsFreeAndOthersAreIgnored),
              TEST(theSmallPictureIsAnotherStreamOfTheSite), TEST(requestIsTheDefault), TEST(othersAreRefused),
              TEST(modesThatWeDoNotOfferAreToldApart), TEST(fiveHundredAndTwelveBytesAreTheMost)});
}
