using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>
/// Random input to the engine, judged by the platform's reader. A failure prints the input, shortened. The same goes on for as long as one likes in
/// the fuzz command of the benchmarks.
/// </summary>
public sealed class FuzzTargetTests
{
    /// <summary>At least so many percent of the inputs are accepted, and so many refused: a generator of nothing but nonsense would prove nothing.</summary>
    [Theory]
    [InlineData("document", 10_000, 25)]
    [InlineData("body", 5_000, 25)]
    [InlineData("stream", 3_000, 20)]
    [InlineData("features", 3_000, 5)]
    public void The_platforms_reader_agrees_about_random_input(string name, int inputs, int percent)
    {
        IFuzzTarget target = FuzzTargets.Named(name);
        int accepted = 0;
        int refused = 0;
        void Check(byte[] input)
        {
            Verdict verdict = target.Judge(input);
            Assert.True(verdict.Complaint is null, $"{verdict.Complaint}\n{Printing.Print(input)}");
            accepted += verdict.IsAccepted ? 1 : 0;
            refused += verdict.IsAccepted ? 0 : 1;
        }

        Gen<byte[]> input = Gen.Choose(0, int.MaxValue).Select(seed => target.Next(new Random(seed), Corpus.Files));
        Prop.ForAll(Arb.From(input, Shrinking.Smaller), Check).Check(Config.QuickThrowOnFailure.WithMaxTest(inputs));
        Assert.True(accepted > inputs * percent / 100, $"accepted {accepted}");
        Assert.True(refused > inputs * percent / 100, $"refused {refused}");
    }
}
