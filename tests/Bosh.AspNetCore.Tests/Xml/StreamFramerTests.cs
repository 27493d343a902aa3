using System.Text;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Xml;

public sealed class StreamFramerTests
{
    private const string Header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    [Theory]
    [InlineData("<message/>")]
    [InlineData("<message></message>")]
    [InlineData("<message >text</message >")]
    [InlineData("<a><b><c/></b><b></b></a>")]
    [InlineData("<a><a><a/></a></a>")]
    [InlineData("<a x='>'/>")]
    [InlineData("<a x=\"/>\"/>")]
    [InlineData("<a x=\"'>\" y='\">'></a>")]
    [InlineData("<a x='/'></a>")]
    [InlineData("<a x='1'/ ></a>")]
    [InlineData("<a><![CDATA[</a>]]></a>")]
    [InlineData("<a><![CDATA[]]></a>")]
    [InlineData("<a><![CDATA[]]]></a>")]
    [InlineData("<a><![CDATA[] ] > ]> ]]]]></a>")]
    [InlineData("<a><![CDATA[<![CDATA[]]></a>")]
    [InlineData("<a>'\"]]</a>")]
    [InlineData("<a>é\U0001F600</a>")]
    public void An_element_is_one_frame_however_it_is_cut(string element)
        => AssertFrames(Header + element + "<next/>", $"StartTag {Header}", $"Element {element}", "Element <next/>");

    [Fact]
    public void The_header_may_come_after_an_xml_declaration()
        => AssertFrames($"<?xml version='1.0'?>{Header}<a/>", "Declaration <?xml version='1.0'?>", $"StartTag {Header}", "Element <a/>");

    [Fact]
    public void A_greater_than_sign_in_the_declaration_does_not_end_it()
        => AssertFrames($"<?xml version='1.0' x='>'?>{Header}", "Declaration <?xml version='1.0' x='>'?>", $"StartTag {Header}");

    [Theory]
    [InlineData("<?xml version='1.0'?><?xml version='1.0'?>")]
    [InlineData(" <?xml version='1.0'?>")]
    public void A_declaration_stands_at_the_beginning_once(string start)
        => Assert.EndsWith("Error", string.Join(' ', Frames(Encoding.UTF8.GetBytes(start + Header), [])), StringComparison.Ordinal);

    [Theory]
    [InlineData("<a/>")]
    [InlineData("<a></a>")]
    [InlineData("</a>")]
    public void Nothing_but_a_header_comes_after_a_declaration(string other)
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"<?xml version='1.0'?>{other}{Header}");
        Assert.EndsWith("Error", string.Join(' ', Frames(bytes, [])), StringComparison.Ordinal);
        Assert.EndsWith("Error", string.Join(' ', Frames(StreamWithHeader(expectHeader: true), bytes, [])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<a/>")]
    [InlineData("<a></a>")]
    [InlineData("</stream:stream>")]
    public void Nothing_but_a_header_begins_a_stream(string other)
        => Assert.EndsWith("Error", string.Join(' ', Frames(Encoding.UTF8.GetBytes(other + Header), [])), StringComparison.Ordinal);

    [Theory]
    [InlineData("<a/>x", "TextNotAllowed", 4)]
    [InlineData("<a><!--", "RestrictedXml", 5)]
    [InlineData("<a><![CDAXA", "RestrictedXml", 9)]
    [InlineData("<a x='<", "MalformedAttribute", 6)]
    [InlineData("<a></a <", "MalformedTag", 7)]
    [InlineData("<<", "InvalidName", 1)]
    [InlineData("<?xml version='1.0'?>", "RestrictedXml", 1)]
    public void An_error_has_a_rule_and_a_place(string content, string rule, int offset)
    {
        StreamFramer framer = StreamWithHeader(expectHeader: false);
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(content);
        FrameKind kind = FrameKind.None;
        while (kind != FrameKind.Error)
        {
            kind = framer.Scan(rest, out int consumed);
            rest = rest[consumed..];
        }

        Assert.Equal((rule, Header.Length + offset), (framer.Error.ToString(), (int)framer.Position));
    }

    [Fact]
    public void White_space_between_elements_is_no_part_of_a_frame()
        => AssertFrames($" \n{Header}\r\n <a/>\t<b/> \n", $"StartTag {Header}", "Element <a/>", "Element <b/>");

    [Fact]
    public void The_end_tag_of_the_root_is_the_end_of_the_stream()
        => AssertFrames($"{Header}<a/> </stream:stream>", $"StartTag {Header}", "Element <a/>", "StreamEnd </stream:stream>");

    [Theory]
    [InlineData("text")]
    [InlineData("<a/>text")]
    [InlineData("&lt;")]
    [InlineData("<![CDATA[]]>")]
    [InlineData("\uFEFF")]
    public void Text_between_elements_is_an_error(string content)
        => Assert.EndsWith("Error", string.Join(' ', Frames(Encoding.UTF8.GetBytes(Header + content), [])), StringComparison.Ordinal);

    [Theory]
    [InlineData("<!--comment-->")]
    [InlineData("<a><!--comment--></a>")]
    [InlineData("<?pi?>")]
    [InlineData("<a><?pi?></a>")]
    [InlineData("<!DOCTYPE a>")]
    [InlineData("<a><!DOCTYPE a></a>")]
    [InlineData("<?xml version='1.0'?>")]
    [InlineData("<a><![cdata[]]></a>")]
    [InlineData("<<a/>")]
    [InlineData("<></>")]
    [InlineData("<a x='</a>'>/></a>")]
    [InlineData("<a <b/>")]
    [InlineData("<a></a <b>")]
    [InlineData("<a></a x='1'>")]
    public void What_xmpp_restricts_is_an_error(string content) => AssertFrames(Header + content, $"StartTag {Header}", "Error");

    [Theory]
    [InlineData("<!DOCTYPE stream>")]
    [InlineData("<!--comment-->")]
    [InlineData("<?pi?>")]
    [InlineData("<?xmlpi?>")]
    [InlineData("<??>")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    public void What_xmpp_restricts_is_an_error_before_the_header_too(string content) => AssertFrames(content + Header, "Error");

    [Fact]
    public void Elements_of_the_stream_before_a_restart_come_first()
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"<a>1</a><b/><?xml version='1.0'?>{Header}<c/>");
        AssertFramesOf(
            StreamWithHeader(expectHeader: true), bytes,
            ["StartTag <a>", "Element <a>1</a>", "Element <b/>", "Declaration <?xml version='1.0'?>", $"StartTag {Header}", "Element <c/>"]);
    }

    [Fact]
    public void A_restart_needs_no_declaration()
        => AssertFramesOf(
            StreamWithHeader(expectHeader: true), Encoding.UTF8.GetBytes($"\n{Header}<c></c>"), [$"StartTag {Header}", "Element <c></c>"]);

    [Fact]
    public void A_stream_may_end_where_a_header_is_expected()
        => AssertFramesOf(StreamWithHeader(expectHeader: true), "</stream:stream>"u8.ToArray(), ["StreamEnd </stream:stream>"]);

    [Fact]
    public void Start_tags_at_the_top_are_given_only_where_a_header_is_expected()
        => AssertFramesOf(StreamWithHeader(expectHeader: false), "<a>1</a>"u8.ToArray(), ["Element <a>1</a>"]);

    [Fact]
    public void Nothing_can_be_read_after_an_error()
    {
        StreamFramer framer = StreamWithHeader(expectHeader: false);
        Assert.Equal(FrameKind.Error, framer.Scan("x<a/>"u8, out int consumed));
        Assert.Equal(FrameKind.Error, framer.Scan("x<a/>"u8[consumed..], out _));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(" \n", false)]
    [InlineData("<", true)]
    [InlineData("<a", true)]
    [InlineData("<a>", true)]
    [InlineData("<a/", true)]
    [InlineData("<a></a", true)]
    [InlineData("<a/>", false)]
    [InlineData("<a/> ", false)]
    [InlineData("<a/> <", true)]
    public void A_framer_knows_whether_it_has_seen_a_part_of_a_frame(string bytes, bool isInFrame)
    {
        StreamFramer framer = StreamWithHeader(expectHeader: false);
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(bytes);
        while (!rest.IsEmpty)
        {
            framer.Scan(rest, out int consumed);
            rest = rest[consumed..];
        }

        Assert.Equal(isInFrame, framer.IsInFrame);
        Assert.Equal(Header.Length + bytes.Length, framer.Position);
    }

    [Fact]
    public void Generated_streams_give_the_same_frames_however_they_are_cut()
    {
        var random = new Random(7);
        string[] elements =
        [
            "<message><body>Hello</body></message>", "<presence/>", "<a x='/>' y=\">\"><![CDATA[</a>]]]]><b/></a>", "<iq type='get'><q xmlns='u'/></iq >",
            " ", "\n", "<é>\U0001F600</é>", "<a><b><c><d/></c></b></a>", "<r xmlns='urn:xmpp:sm:3'/>",
        ];
        for (int i = 0; i < 200; i++)
        {
            string stream = Header + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => elements[random.Next(elements.Length)])) + "</stream:stream>";
            byte[] bytes = Encoding.UTF8.GetBytes(stream);
            List<string> whole = Frames(bytes, []);
            for (int j = 0; j < 10; j++)
            {
                int[] cuts = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(bytes.Length + 1)).Order()];
                Assert.Equal(whole, Frames(bytes, cuts), StringComparer.Ordinal);
            }
        }
    }

    private static StreamFramer StreamWithHeader(bool expectHeader)
    {
        StreamFramer framer = StreamFramer.Create();
        Assert.Equal(FrameKind.StartTag, framer.Scan(Encoding.UTF8.GetBytes(Header), out _));
        framer.AcceptHeader();
        if (expectHeader)
        {
            framer.ExpectHeader();
        }

        return framer;
    }

    private static void AssertFrames(string stream, params string[] frames)
        => AssertFramesOf(StreamFramer.Create(), Encoding.UTF8.GetBytes(stream), frames);

    /// <summary>Whole, at every byte singly, and in two or three pieces at every place.</summary>
    private static void AssertFramesOf(StreamFramer framer, byte[] bytes, string[] frames)
    {
        Assert.Equal(frames, Frames(framer, bytes, []), StringComparer.Ordinal);
        Assert.Equal(frames, Frames(framer, bytes, [.. Enumerable.Range(0, bytes.Length)]), StringComparer.Ordinal);
        for (int i = 0; i <= bytes.Length; i++)
        {
            for (int j = i; j <= bytes.Length; j++)
            {
                List<string> cut = Frames(framer, bytes, [i, j]);
                if (!frames.SequenceEqual(cut, StringComparer.Ordinal))
                {
                    Assert.Fail($"cut at {i} and {j}: {string.Join(", ", cut)}");
                }
            }
        }
    }

    private static List<string> Frames(byte[] bytes, int[] cuts) => Frames(StreamFramer.Create(), bytes, cuts);

    /// <summary>Feeds a framer (a copy, as it is a struct), and accepts as a header what is a stream.</summary>
    private static List<string> Frames(StreamFramer framer, byte[] bytes, int[] cuts)
    {
        var frames = new List<string>();
        long origin = framer.Position;
        int start = 0;
        foreach (int cut in cuts.Append(bytes.Length))
        {
            ReadOnlySpan<byte> piece = bytes.AsSpan(start, cut - start);
            start = cut;
            while (!piece.IsEmpty)
            {
                FrameKind kind = framer.Scan(piece, out int consumed);
                piece = piece[consumed..];
                if (kind == FrameKind.Error)
                {
                    frames.Add("Error");
                    return frames;
                }

                if (kind != FrameKind.None)
                {
                    string text = Encoding.UTF8.GetString(bytes.AsSpan((int)(framer.FrameStart - origin)..(int)(framer.Position - origin)));
                    frames.Add($"{kind} {text}");
                    if (kind == FrameKind.StartTag && text.StartsWith("<stream:stream", StringComparison.Ordinal))
                    {
                        framer.AcceptHeader();
                    }
                }
            }
        }

        return frames;
    }
}
