using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>
/// The hand-written inputs. Their folders say what becomes of them, and of those that are refused the beginning of the name says by which rule.
/// </summary>
public sealed class NastyInputTests
{
    private const int MaxElements = 20;

    public static TheoryData<string> RefusedBodies => Files("bodies/refused");

    public static TheoryData<string> AcceptedBodies => Files("bodies/accepted");

    public static TheoryData<string> RefusedStreams => Files("streams/refused");

    public static TheoryData<string> AcceptedStreams => Files("streams/accepted");

    [Theory]
    [MemberData(nameof(RefusedBodies))]
    public void A_nasty_body_is_refused_by_its_rule_and_nothing_of_it_is_relayed(string file)
    {
        byte[] input = Read("bodies/refused", file);
        BodyElement body = BodyParser.Parse(input, XmlLimits.Default, MaxElements);
        Assert.Equal(Rule(file), body.Problem);
        Assert.InRange(body.ProblemOffset, 0, input.Length);
        Assert.Empty(body.Payload);
        AssertJudged("body", input);
    }

    [Theory]
    [MemberData(nameof(AcceptedBodies))]
    public void An_odd_body_is_relayed_with_its_meaning(string file)
    {
        byte[] input = Read("bodies/accepted", file);
        Assert.Null(BodyParser.Parse(input, XmlLimits.Default, MaxElements).Problem);
        AssertJudged("body", input);
        AssertJudged("document", input);
    }

    [Theory]
    [MemberData(nameof(RefusedStreams))]
    public void A_nasty_stream_is_refused_by_its_rule(string file)
    {
        byte[] input = Read("streams/refused", file);
        StreamReading reading = StreamReading.Of(input, []);
        Assert.Equal(Rule(file), reading.Error.ToString());
        Assert.InRange(reading.Offset, 0, input.Length);
        AssertJudged("stream", input);
    }

    [Theory]
    [MemberData(nameof(AcceptedStreams))]
    public void An_odd_stream_is_read_to_its_end(string file)
    {
        byte[] input = Read("streams/accepted", file);
        Assert.True(StreamReading.Of(input, []).IsEnded);
        AssertJudged("stream", input);
    }

    [Fact]
    public void Hand_written_streams_give_the_same_frames_cut_in_any_two_places()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(Corpus.Folder, "streams"), "*", SearchOption.AllDirectories))
        {
            byte[] input = File.ReadAllBytes(file);
            StreamReading whole = StreamReading.Of(input, []);
            for (int i = 0; i <= input.Length; i++)
            {
                for (int j = i; j <= input.Length; j++)
                {
                    StreamReading cut = StreamReading.Of(input, [i, j]);
                    Assert.True(
                        whole.Frames.SequenceEqual(cut.Frames) && whole.Error == cut.Error && whole.Offset == cut.Offset,
                        $"{file}, cut at {i} and {j}\n{Printing.Compare(cut.Lines, whole.Lines)}");
                }
            }
        }
    }

    [Theory]
    [InlineData(1_000_000)]
    public void A_million_of_anything_is_refused_before_it_costs_much(int count)
    {
        string start = "<body rid='1' xmlns='http://jabber.org/protocol/httpbind'>";
        AssertRefusedCheaply("TooManyAttributes", start + "<a" + string.Concat(Enumerable.Range(0, count).Select(i => $" a{i}=''")) + "/></body>");
        AssertRefusedCheaply("TooManyNamespaces", start + string.Concat(Enumerable.Repeat("<a xmlns:a='u' xmlns:b='u' xmlns:c='u'>", count / 3)));
        AssertRefusedCheaply("TooDeep", start + string.Concat(Enumerable.Repeat("<a>", count)));
        AssertRefusedCheaply("TooManyElements", start + string.Concat(Enumerable.Repeat("<a/>", count)) + "</body>");
        AssertRefusedCheaply("NameTooLong", $"{start}<{new string('a', count)}/></body>");
        AssertRefusedCheaply("InvalidReference", $"{start}<a>&#{new string('0', count)}</a></body>");
    }

    /// <summary>The tables of the parser, and nothing that grows with the input.</summary>
    private static void AssertRefusedCheaply(string rule, string text)
    {
        byte[] input = System.Text.Encoding.UTF8.GetBytes(text);
        BodyParser.Parse(input, XmlLimits.Default, MaxElements);
        long before = GC.GetAllocatedBytesForCurrentThread();
        BodyElement body = BodyParser.Parse(input, XmlLimits.Default, MaxElements);
        Assert.Equal(rule, body.Problem);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    private static void AssertJudged(string target, byte[] input)
    {
        Verdict verdict = FuzzTargets.Named(target).Judge(input);
        Assert.True(verdict.Complaint is null, verdict.Complaint);
    }

    private static string Rule(string file) => file[..file.IndexOf('.', StringComparison.Ordinal)];

    private static byte[] Read(string folder, string file) => File.ReadAllBytes(Path.Combine(Corpus.Folder, folder, file));

    private static TheoryData<string> Files(string folder)
        => new(Directory.GetFiles(Path.Combine(Corpus.Folder, folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
}
