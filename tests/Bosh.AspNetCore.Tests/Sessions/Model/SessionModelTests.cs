using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>
/// Random clients, networks and servers against the session. A failure prints the shortened example and the seed: <c>BOSH_MODEL_SEED</c>, set to
/// the two numbers, plays it again, and so does <c>BOSH_MODEL_PLAY</c>, set to the example. <c>BOSH_MODEL_RUNS</c> sets how many examples each test plays.
/// </summary>
public sealed class SessionModelTests
{
    private const int Runs = 6000;

    /// <summary>How often each thing happens: an example is to go on for long enough that something comes of what happened before.</summary>
    private static int Weight(StepKind kind, bool haveStreams) => kind switch
    {
        StepKind.SendOpen or StepKind.ServerOpens when haveStreams => 40,
        StepKind.SendClose when haveStreams => 20,
        StepKind.ServerFails or StepKind.ServerCloses when haveStreams => 10,
        StepKind.Arrive => 300,
        StepKind.Write => 250,
        StepKind.SendPayload or StepKind.SendEmpty => 120,
        StepKind.FailWrite or StepKind.LoseAnswer or StepKind.Abort or StepKind.ArriveTwice or StepKind.ServerSends or StepKind.Wait => 40,
        StepKind.SendPause or StepKind.LoseRequest or StepKind.Lag => 15,
        StepKind.ServerSendsMany or StepKind.ServerBegins or StepKind.ServerEndsBatch or StepKind.ServerTakes or StepKind.ServerStops => 15,
        StepKind.Reload or StepKind.OldCopy or StepKind.WaitLong => 8,
        StepKind.SendRestart or StepKind.SendTerminate or StepKind.SendOpen => 4,
        _ => 1,
    };

    [Fact]
    public void A_client_that_repeats_gets_everything_once_and_in_order() => Check(
        kind => kind is not (StepKind.Reload or StepKind.OldCopy),
        world =>
        {
            world.Heal();
            world.CheckThatNothingIsLost(once: true);
        });

    [Fact]
    public void A_client_that_goes_on_gets_everything_at_least_once_and_in_order() => Check(
        kind => kind is not (StepKind.LoseAnswer or StepKind.OldCopy),
        world =>
        {
            world.Heal();
            world.CheckThatNothingIsLost(once: false);
        });

    [Fact]
    public void Whatever_happens_the_session_does_as_specified() => Check(_ => true, _ => { });

    private static void Check(Func<StepKind, bool> canHappen, Action<World> check)
    {
        if (Environment.GetEnvironmentVariable("BOSH_MODEL_PLAY") is string { Length: > 0 } text)
        {
            Run(Play.Parse(text), check);
            return;
        }

        Gen<Step> ofOne = StepOf(canHappen, haveStreams: false);
        Gen<Step> ofStreams = StepOf(canHappen, haveStreams: true);
        Gen<Play> play =
            from hold in Gen.Choose(0, 2)
            from wait in Gen.Elements(30, 30, 30, 5, 0)
            from polling in Gen.Elements(0, 0, 0, 0, 0, 1, 3)
            from streams in Gen.Elements(1, 1, 2, 2, 3)
            from acks in Gen.Elements(AckStyle.None, AckStyle.None, AckStyle.Zero, AckStyle.Truthful, AckStyle.Truthful, AckStyle.Never, AckStyle.First)
            from keys in Gen.Elements(KeyStyle.None, KeyStyle.None, KeyStyle.Small, KeyStyle.SentInCapitals, KeyStyle.Capitals, KeyStyle.Late)
            from steps in Gen.ArrayOf(streams > 1 ? ofStreams : ofOne)
            select new Play(new Terms(hold, wait, polling, streams, acks, keys), steps);
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Setting("BOSH_MODEL_RUNS") is [ulong runs] ? (int)runs : Runs).WithStartSize(5).WithEndSize(300);
        if (Setting("BOSH_MODEL_SEED") is [ulong seed, ulong gamma])
        {
            config = config.WithReplay(seed, gamma);
        }

        Prop.ForAll(Arb.From(play, p => p.Shrink()), p => Run(p, check)).Check(config);
    }

    private static Gen<Step> StepOf(Func<StepKind, bool> canHappen, bool haveStreams)
    {
        StepKind[] kinds = [.. Enum.GetValues<StepKind>().Where(canHappen).SelectMany(k => Enumerable.Repeat(k, Weight(k, haveStreams)))];
        return
            from kind in Gen.Elements(kinds)
            from which in Gen.Choose(0, 255)
            select new Step(kind, (byte)which);
    }

    private static ulong[] Setting(string name) => [.. (Environment.GetEnvironmentVariable(name) ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(n => ulong.Parse(n, CultureInfo.InvariantCulture))];

    private static void Run(Play play, Action<World> check)
    {
        var world = new World(play.Terms);
        foreach (Step step in play.Steps)
        {
            world.Do(step);
            if (world.IsOver)
            {
                break;
            }
        }

        check(world);
        world.Leave();
    }
}
